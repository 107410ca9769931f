package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why nobody is primary.
 *
 * @param reason why the last one ended
 * @param previous who that was; null if not said
 * @param lastKnownLsn how far it had written when it was last heard; null if not known
 * @param heldUpBy who may hold acknowledged commits and was not heard; empty where nothing is held
 *     up by that
 */
public record VacancyStatus(
    String reason,
    @Nullable String previous,
    @Nullable String lastKnownLsn,
    List<String> heldUpBy) {
  static @Nullable VacancyStatus of(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    var fields = new Fields(json);
    var heldUpBy = new ArrayList<String>();
    json.path("held_up_by").forEach(name -> heldUpBy.add(name.asText()));
    return new VacancyStatus(
        fields.text("reason", "no reason given"),
        fields.text("previous"),
        fields.text("last_known_lsn"),
        List.copyOf(heldUpBy));
  }
}
