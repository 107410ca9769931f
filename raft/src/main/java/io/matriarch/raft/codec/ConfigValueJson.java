package io.matriarch.raft.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.matriarch.statemachine.model.ConfigValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.TreeMap;

/** The dynamic configuration is plain JSON, without type names. */
final class ConfigValueJson {
  private ConfigValueJson() {}

  static final class Writer extends JsonSerializer<ConfigValue> {
    @Override
    public void serialize(ConfigValue value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      switch (value) {
        case ConfigValue.Text t -> out.writeString(t.value());
        case ConfigValue.Number n -> out.writeNumber(n.value());
        case ConfigValue.Flag f -> out.writeBoolean(f.value());
        case ConfigValue.Null n -> out.writeNull();
        case ConfigValue.Items i -> {
          out.writeStartArray();
          for (var item : i.values()) {
            serialize(item, out, provider);
          }
          out.writeEndArray();
        }
        case ConfigValue.Tree t -> {
          out.writeStartObject();
          for (var entry : t.entries().entrySet()) {
            out.writeFieldName(entry.getKey());
            serialize(entry.getValue(), out, provider);
          }
          out.writeEndObject();
        }
      }
    }
  }

  static final class Reader extends JsonDeserializer<ConfigValue> {
    @Override
    public ConfigValue deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return read(in);
    }

    @Override
    public ConfigValue getNullValue(DeserializationContext context) {
      return new ConfigValue.Null();
    }
  }

  static final class TreeReader extends JsonDeserializer<ConfigValue.Tree> {
    @Override
    public ConfigValue.Tree deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      if (read(in) instanceof ConfigValue.Tree tree) {
        return tree;
      }
      throw new IllegalArgumentException("the configuration must be a JSON object");
    }
  }

  private static ConfigValue read(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> new ConfigValue.Text(in.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new ConfigValue.Number(in.getDecimalValue());
      case VALUE_TRUE -> new ConfigValue.Flag(true);
      case VALUE_FALSE -> new ConfigValue.Flag(false);
      case VALUE_NULL -> new ConfigValue.Null();
      case START_ARRAY -> {
        var items = new ArrayList<ConfigValue>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(in));
        }
        yield new ConfigValue.Items(items);
      }
      case START_OBJECT -> {
        var entries = new TreeMap<String, ConfigValue>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          var key = in.currentName();
          in.nextToken();
          entries.put(key, read(in));
        }
        yield new ConfigValue.Tree(entries);
      }
      case null, default ->
          throw new IllegalArgumentException("unexpected token " + in.currentToken());
    };
  }
}
