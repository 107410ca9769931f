package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description says what the routes are, no more and no less. */
class OpenApiTest {
  private final RouteTable table = new RouteTable(new FakeAgent(), Views.clock());

  @Test
  void every_route_is_described_and_nothing_else_is() throws Exception {
    var served = new TreeSet<String>();
    table
        .routes()
        .forEach(
            route -> route.methods().forEach(method -> served.add(method + " " + route.path())));
    var described = new TreeSet<String>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(described).isEqualTo(served);
  }

  @Test
  void every_reference_leads_somewhere() throws Exception {
    var document = document();
    document
        .findValuesAsText("$ref")
        .forEach(
            ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
  }

  @Test
  void every_status_of_an_error_has_a_title() throws Exception {
    document()
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation ->
                        operation
                            .path("responses")
                            .fieldNames()
                            .forEachRemaining(
                                status ->
                                    assertThat(
                                            Integer.parseInt(status) < 400
                                                || !Status.title(Integer.parseInt(status))
                                                    .startsWith("error"))
                                        .as(status)
                                        .isTrue())));
  }

  private JsonNode document() throws Exception {
    return new ObjectMapper().readTree(new Asking().ask("GET", "/openapi.json").body());
  }
}
