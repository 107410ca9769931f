package io.matriarch.net.api.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/**
 * Refuses null, or nothing at all, for a record component that is not {@code @Nullable}: Jackson
 * would build the record all the same and the fault would show far from its cause.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;
  private static final JsonSetter.Value REFUSE_NULLS =
      JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL);

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    return annotated instanceof AnnotatedParameter parameter && required(parameter)
        ? REFUSE_NULLS
        : super.findSetterInfo(annotated);
  }

  private static boolean required(AnnotatedParameter parameter) {
    var components = parameter.getDeclaringClass().getRecordComponents();
    if (components == null || parameter.getIndex() >= components.length) {
      return false;
    }
    var component = components[parameter.getIndex()];
    return !component.getType().isPrimitive()
        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
