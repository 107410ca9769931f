package io.matriarch.agent.config;

import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.agent.script.Scripts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operator's commands as they stand in the file; what is not used is left out. */
final class EffectiveScripts {
  private EffectiveScripts() {}

  static Map<String, Object> of(Scripts scripts) {
    var shown = new LinkedHashMap<String, Object>();
    if (!scripts.replicaMethods().equals(Scripts.NONE.replicaMethods())) {
      shown.put(
          "create_replica_methods",
          scripts.replicaMethods().stream().map(OwnCommand::name).toList());
      scripts.replicaMethods().stream()
          .filter(m -> !m.builtIn())
          .forEach(m -> shown.put(m.name(), command(m)));
    }
    if (!scripts.baseBackup().isEmpty()) {
      shown.put("basebackup", scripts.baseBackup().stream().map(EffectiveScripts::option).toList());
    }
    var hooks = scripts.hooks();
    var callbacks = new LinkedHashMap<String, Object>();
    hooks.callbacks().forEach((callback, words) -> callbacks.put(callback.word(), text(words)));
    put(shown, "callbacks", callbacks);
    putWords(shown, "pre_promote", hooks.prePromote());
    putWords(shown, "before_stop", hooks.beforeStop());
    if (!callbacks.isEmpty()) {
      shown.put("callback_timeout", hooks.callbackLimit().toSeconds());
    }
    if (!hooks.prePromote().isEmpty() || !hooks.beforeStop().isEmpty()) {
      shown.put("hook_timeout", hooks.limit().toSeconds());
    }
    return shown;
  }

  private static Object option(String withDashes) {
    var parts = withDashes.substring(2).split("=", 2);
    return parts.length == 1 ? parts[0] : Map.of(parts[0], parts[1]);
  }

  static Map<String, Object> of(Bootstrap plan) {
    var shown = new LinkedHashMap<String, Object>();
    var method = plan.method();
    if (method != null) {
      shown.put("method", method.name());
      var own = command(method);
      if (plan.keepsRecoveryConf()) {
        own.put("keep_existing_recovery_conf", true);
      }
      put(own, "recovery_conf", new LinkedHashMap<>(plan.recovery()));
      shown.put(method.name(), own);
    }
    putWords(shown, "post_bootstrap", plan.afterwards());
    var users = new LinkedHashMap<String, Object>();
    plan.users()
        .forEach(
            u -> {
              var user = new LinkedHashMap<String, Object>();
              if (!u.password().isEmpty()) {
                user.put("password", new Secret(u.password()).toString());
              }
              if (!u.options().isEmpty()) {
                user.put("options", u.options());
              }
              users.put(u.name(), user);
            });
    put(shown, "users", users);
    if (!plan.extensions().isEmpty()) {
      shown.put("extensions", plan.extensions());
    }
    return shown;
  }

  private static Map<String, Object> command(OwnCommand method) {
    var shown = new LinkedHashMap<String, Object>();
    putWords(shown, "command", method.words());
    if (method.keepData()) {
      shown.put("keep_data", true);
    }
    if (method.noLeader()) {
      shown.put("no_leader", true);
    }
    if (method.noParams()) {
      shown.put("no_params", true);
    }
    shown.putAll(method.arguments());
    return shown;
  }

  private static void put(Map<String, Object> shown, String key, Map<String, Object> value) {
    if (!value.isEmpty()) {
      shown.put(key, value);
    }
  }

  private static void putWords(Map<String, Object> shown, String key, List<String> words) {
    if (!words.isEmpty()) {
      shown.put(key, text(words));
    }
  }

  /** Read again, these are the same words. */
  private static String text(List<String> words) {
    return String.join(" ", words.stream().map(EffectiveScripts::quoted).toList());
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'";
  }
}
