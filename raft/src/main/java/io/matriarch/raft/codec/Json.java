package io.matriarch.raft.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;

/**
 * The one mapping between the vocabulary and JSON. Records write their components in the order of
 * declaration, maps in the order of their keys: equal values have equal bytes. Absent is null.
 */
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(values())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  private static SimpleModule values() {
    var module = new SimpleModule("matriarch");
    AsScalar.text(module, MemberId.class, MemberId::value, MemberId::new);
    AsScalar.text(module, Lsn.class, Lsn::toString, Lsn::parse);
    AsScalar.text(module, Duration.class, Duration::toString, Duration::parse);
    AsScalar.number(module, Epoch.class, Epoch::value, Epoch::new);
    module.addKeyDeserializer(MemberId.class, new MemberIdKey());
    module.addSerializer(ConfigValue.class, new ConfigValueJson.Writer());
    module.addDeserializer(ConfigValue.class, new ConfigValueJson.Reader());
    module.addDeserializer(ConfigValue.Tree.class, new ConfigValueJson.TreeReader());
    return module;
  }
}
