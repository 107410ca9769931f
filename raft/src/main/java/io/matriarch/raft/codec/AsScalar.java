package io.matriarch.raft.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Values of one component that are a bare string or number in JSON. */
final class AsScalar {
  private AsScalar() {}

  static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    register(
        module,
        type,
        (value, out) -> out.writeString(write.apply(value)),
        in -> {
          var text = in.getValueAsString();
          if (text == null) {
            throw new IllegalArgumentException(type.getSimpleName() + " must be text");
          }
          return read.apply(text);
        });
  }

  static <T> void number(
      SimpleModule module, Class<T> type, ToLongFunction<T> write, LongFunction<T> read) {
    register(
        module,
        type,
        (value, out) -> out.writeNumber(write.applyAsLong(value)),
        in -> read.apply(in.getLongValue()));
  }

  private interface Write<T> {
    void to(T value, JsonGenerator out) throws IOException;
  }

  private interface Read<T> {
    T from(JsonParser in) throws IOException;
  }

  private static <T> void register(
      SimpleModule module, Class<T> type, Write<T> write, Read<T> read) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            write.to(value, out);
          }
        });
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read.from(in);
          }
        });
  }
}
