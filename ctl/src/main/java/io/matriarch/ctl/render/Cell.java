package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.matriarch.ctl.terminal.Colour;
import org.jspecify.annotations.Nullable;

/**
 * One value of a {@link Listing}.
 *
 * @param pretty for people
 * @param value for programs; a missing node is left out
 * @param colour null for none
 */
public record Cell(String pretty, JsonNode value, @Nullable Colour colour) {
  public static final Cell EMPTY = new Cell("", MissingNode.getInstance(), null);

  /** Empty where null or blank. */
  public static Cell text(@Nullable String text) {
    return text == null || text.isBlank() ? EMPTY : new Cell(text, TextNode.valueOf(text), null);
  }

  public static Cell number(long number) {
    return new Cell(Long.toString(number), LongNode.valueOf(number), null);
  }

  /** As the API gave it. */
  public static Cell json(JsonNode value) {
    return value.isNull() || value.isMissingNode()
        ? EMPTY
        : new Cell(value.isValueNode() ? value.asText() : value.toString(), value, null);
  }

  /** Bytes with a unit for people, whole MB for programs as in Patroni's tool. */
  public static Cell lag(long bytes) {
    var megabytes = Math.round(bytes / 1048576.0);
    return new Cell(ByteText.of(bytes), LongNode.valueOf(megabytes), null);
  }

  /** The same, and where it is empty these words for people. */
  public Cell or(String words) {
    return isEmpty() ? new Cell(words, value, colour) : this;
  }

  public Cell painted(Colour chosen) {
    return new Cell(pretty, value, chosen);
  }

  public boolean isEmpty() {
    return value.isMissingNode();
  }
}
