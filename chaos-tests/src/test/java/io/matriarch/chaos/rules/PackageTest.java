package io.matriarch.chaos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the Debian package does to a node. That it works there, packaging/systemd-test shows. */
class PackageTest {
  private static final Path PACKAGING =
      Files.isDirectory(Path.of("packaging")) ? Path.of("packaging") : Path.of("../packaging");
  private static final Pattern SYSTEMCTL = Pattern.compile("systemctl (?:--\\S+ )*([a-z-]+)");

  @Test
  void only_a_removal_stops_the_agent_and_no_script_touches_the_data() throws IOException {
    assertThat(text("debian/control/prerm")).contains("if [ \"$1\" = remove ]");
    assertThat(verbs("debian/control/prerm")).containsExactly("list-units", "stop", "disable");
    for (var script : List.of("postinst", "prerm", "postrm")) {
      assertThat(text("debian/control/" + script).lines().filter(l -> l.contains("rm -rf")))
          .allMatch(l -> l.strip().equals("rm -rf /etc/matriarch") || l.contains("echo "));
    }
  }

  @Test
  void postgresql_outlives_its_agent_and_the_guard_its_folder() throws IOException {
    assertThat(text("systemd/matriarch.service").lines())
        .contains(
            "Type=notify",
            "KillMode=process",
            "RuntimeDirectoryPreserve=yes",
            "RestartPreventExitStatus=2",
            "OOMPolicy=continue",
            "PrivateTmp=no",
            "ExecStart=/usr/bin/matriarch run /etc/matriarch/matriarch.yml");
  }

  /** The unit of one of several clusters differs in its names, and in nothing else. */
  @Test
  void clusters_on_one_machine_share_no_file_and_no_directory() throws Exception {
    var unit = PACKAGING.resolve("systemd/matriarch.service").toAbsolutePath().toString();
    var sed =
        new ProcessBuilder("sed", "-E", "-f", "systemd/instance.sed", unit)
            .directory(PACKAGING.toFile())
            .start();
    var template = new String(sed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(sed.waitFor()).isZero();
    assertThat(template.lines().filter(line -> line.contains("%i")))
        .containsExactly(
            "Description=Matriarch agent of %i: keeps one PostgreSQL of a cluster, and the cluster"
                + " writable",
            "ExecStart=/usr/bin/matriarch run /etc/matriarch/%i.yml",
            "SyslogIdentifier=matriarch-%i",
            "RuntimeDirectory=matriarch-%i",
            "StateDirectory=matriarch-%i");
    assertThat(template.lines().filter(line -> !line.contains("%i")))
        .containsExactlyElementsOf(
            text("systemd/matriarch.service")
                .lines()
                .filter(
                    line -> !line.matches("(Desc|Exec(Start=)|Sysl|Run.*Dir.*h$|St.*Dir.*h$).*"))
                .toList());
    assertThat(text("pom.xml")).contains("<dst>/lib/systemd/system/matriarch@.service</dst>");
  }

  @Test
  void what_the_unit_and_the_scripts_name_is_in_the_package() throws IOException {
    var contents = text("pom.xml");

    assertThat(contents)
        .contains("<linkName>/usr/bin/matriarch</linkName>")
        .contains("<linkName>/usr/bin/matriarchctl</linkName>")
        .contains("<conffile>true</conffile>")
        .contains("<dst>/etc/matriarch/matriarch.yml</dst>");
    assertThat(text("debian/matriarch.yml").lines()).allMatch(line -> line.startsWith("#"));
  }

  private static List<String> verbs(String file) throws IOException {
    var verbs = new ArrayList<String>();
    var call = SYSTEMCTL.matcher(text(file));
    while (call.find()) {
      verbs.add(call.group(1));
    }
    return verbs;
  }

  private static String text(String file) throws IOException {
    return Files.readString(PACKAGING.resolve(file));
  }
}
