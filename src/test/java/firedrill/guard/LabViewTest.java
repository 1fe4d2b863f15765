package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("of its machine's files a lab")
class LabViewTest {
  static final Map<String, String> LOCAL = Map.of("FIREDRILL_SANDBOX", "local");
  private static final Map<String, String> CONTAINER =
      Map.of("FIREDRILL_KIND", "container", "FIREDRILL_SANDBOX", "local");

  @TempDir Path folder;

  private String fault(String file, Map<String, String> environment) {
    return LabView.fault(Path.of(file), folder.resolve("home"), environment);
  }

  @Test
  @DisplayName("sees none below /run, by whatever link, for it has one of its own")
  void run() throws IOException {
    Path way = Files.createSymbolicLink(folder.resolve("way"), Path.of("/run"));
    for (String hidden :
        List.of("/run/STOP", "/run/user/4711/STOP", "/run/none/none/STOP", way + "/STOP")) {
      assertThat(fault(hidden, LOCAL)).as(hidden).contains("a /run of its own");
      assertThat(fault(hidden, Map.of("FIREDRILL_KIND", "k3d"))).as(hidden).isNull();
      assertThat(fault(hidden, Map.of())).as(hidden).isNull();
    }
    for (String seen : List.of("/srv/STOP", "/runs/STOP", folder + "/none/STOP", "/STOP")) {
      assertThat(fault(seen, LOCAL)).as(seen).isNull();
    }
  }

  @Test
  @DisplayName("in a container sees the checkout's and those of ~/.firedrill alone")
  void container() {
    Path checkout = Path.of(System.getProperty("user.dir"));
    Path own = folder.resolve("home/.firedrill");
    for (String hidden :
        List.of("/srv/STOP", own + "/../STOP", folder + "/home/STOP", checkout + "/../STOP")) {
      assertThat(fault(hidden, CONTAINER)).as(hidden).contains("but the checkout");
    }
    for (String seen : List.of(own + "/STOP", own + "/down", checkout + "/STOP")) {
      assertThat(fault(seen, CONTAINER)).as(seen).isNull();
    }
  }

  @Test
  @DisplayName("in a container is told of a stop file that it does not see")
  void told() throws IOException {
    Path told = folder.resolve("told/STOP");
    GuardSettings settings =
        new GuardSettings(
            folder.resolve("home"),
            Map.of("FIREDRILL_STOP", Files.createDirectory(told.getParent()) + "/./STOP"));
    assertThat(settings.otherStopFiles()).contains(told);
    settings.requireNoStopFile();
    Files.createFile(told);
    assertThatThrownBy(settings::requireNoStopFile)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(told.toString());
    for (String none : List.of("", "relative/STOP")) {
      assertThat(new GuardSettings(folder, Map.of("FIREDRILL_STOP", none)).otherStopFiles())
          .allMatch(file -> file.startsWith("/") && file.getParent().endsWith(".firedrill"));
    }
  }
}
