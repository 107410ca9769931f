package io.matriarch.raft.codec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The components of each kind of record. Asked of a class once: to ask it for each value that is
 * read costs more than the reading.
 */
final class Components {
  private record Component(String name, Method accessor, boolean nullable) {}

  private static final ClassValue<List<Component>> OF =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return type.isRecord()
              ? Stream.of(type.getRecordComponents())
                  .map(
                      c ->
                          new Component(
                              c.getName(),
                              c.getAccessor(),
                              c.getAnnotatedType().isAnnotationPresent(Nullable.class)))
                  .toList()
              : List.of();
        }
      };

  private Components() {}

  /**
   * A component that may not be null and is: a later reader would fail far from here.
   *
   * @throws FormatException if {@code value}, or a record in it, lacks something
   */
  static void require(Object value) throws FormatException {
    for (var component : OF.get(value.getClass())) {
      Object part;
      try {
        part = component.accessor().invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component.name(), e);
      }
      if (part != null) {
        require(part);
      } else if (!component.nullable()) {
        throw new FormatException(
            value.getClass().getSimpleName() + " without " + component.name());
      }
    }
  }
}
