package io.matriarch.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.app.ColdPages.Mapping;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ColdPagesTest {
  private static final String ARCHIVE = "/usr/lib/matriarch/lib/agent.aot";

  private static List<String> smaps(String rights, String file, long rssKb, long anonymousKb) {
    return """
    7f0000000000-7f0000a00000 %s 00001000 fe:00 1234                       %s
    Size:              10240 kB
    Rss:               %5d kB
    Shared_Dirty:          0 kB
    Private_Dirty:         8 kB
    Anonymous:         %5d kB
    Locked:                0 kB
    VmFlags: rd mr mw me
    """
        .formatted(rights, file, rssKb, anonymousKb)
        .lines()
        .toList();
  }

  @Test
  void what_is_only_read_of_the_jvms_own_files_is_given_back() {
    var expected = List.of(new Mapping(0x7f0000000000L, 0x7f0000a00000L));

    assertThat(ColdPages.clean(smaps("r--p", ARCHIVE, 9000, 0))).isEqualTo(expected);
    assertThat(ColdPages.clean(smaps("r-xp", "/usr/lib/jvm/lib/server/libjvm.so", 9000, 0)))
        .isEqualTo(expected);
    assertThat(ColdPages.clean(smaps("r--p", ARCHIVE + " (deleted)", 9000, 0))).isEmpty();
  }

  /** Its content would be read from the file again, as it was before it was written to. */
  @Test
  void no_page_that_was_ever_written_is_given_back() {
    assertThat(ColdPages.clean(smaps("rw-p", ARCHIVE, 9000, 0))).isEmpty();
    assertThat(ColdPages.clean(smaps("r--p", ARCHIVE, 9000, 4))).isEmpty();
  }

  @Test
  void neither_is_what_another_may_have_mapped_there_nor_what_is_not_worth_it() {
    assertThat(ColdPages.clean(smaps("r--p", "/var/lib/matriarch/raft/log_1", 9000, 0))).isEmpty();
    assertThat(ColdPages.clean(smaps("r--p", "", 9000, 0))).isEmpty();
    assertThat(ColdPages.clean(smaps("r--p", ARCHIVE, 100, 0))).isEmpty();
  }

  @Test
  void each_mapping_is_judged_by_its_own_numbers() {
    var both =
        List.of(smaps("r--p", ARCHIVE, 9000, 0), smaps("rw-p", ARCHIVE, 9000, 4096)).stream()
            .flatMap(List::stream)
            .toList();

    assertThat(ColdPages.clean(both)).hasSize(1);
  }
}
