package io.matriarch.net.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.util.function.Function;

/** How the small values look on the wire: names and positions as text, epochs as numbers. */
final class ValueTypes {
  private ValueTypes() {}

  static SimpleModule module() {
    var module = new SimpleModule("matriarch");
    add(module, MemberId.class, MemberId::value, node -> new MemberId(text(node)));
    add(module, Lsn.class, Lsn::toString, node -> Lsn.parse(text(node)));
    add(module, Epoch.class, Epoch::value, node -> new Epoch(integer(node)));
    module.addKeySerializer(MemberId.class, new MemberKey());
    module.addKeyDeserializer(MemberId.class, new MemberKeyReader());
    return module;
  }

  private static <T> void add(
      SimpleModule module, Class<T> type, Function<T, Object> write, Function<JsonNode, T> read) {
    module.addSerializer(type, new Writer<>(write));
    module.addDeserializer(type, new Reader<>(read));
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("expected a text, found " + node.getNodeType());
    }
    return node.textValue();
  }

  private static long integer(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new IllegalArgumentException("expected a whole number, found " + node.getNodeType());
    }
    return node.longValue();
  }

  private static final class Writer<T> extends JsonSerializer<T> {
    private final Function<T, Object> write;

    Writer(Function<T, Object> write) {
      this.write = write;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writePOJO(write.apply(value));
    }
  }

  private static final class Reader<T> extends JsonDeserializer<T> {
    private final Function<JsonNode, T> read;

    Reader(Function<JsonNode, T> read) {
      this.read = read;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        return read.apply(context.readTree(in));
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(in, String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static final class MemberKey extends JsonSerializer<MemberId> {
    @Override
    public void serialize(MemberId value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeFieldName(value.value());
    }
  }

  private static final class MemberKeyReader extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      if (!MemberId.isValid(key)) {
        throw JsonMappingException.from(context, "'" + key + "' is no member name");
      }
      return new MemberId(key);
    }
  }
}
