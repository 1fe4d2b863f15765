package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a place that a person has told clients of by a variable")
class SecretPlacesTest {
  @TempDir Path folder;

  private ProtectedPaths paths(Map<String, String> environment) {
    return new ProtectedPaths(new GuardSettings(folder.resolve("home"), environment));
  }

  @Test
  @DisplayName("is protected like the one below the home")
  void moved() {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path place = folder.resolve("place" + gen.textOf("abc", 5));
          String name =
              gen.of(
                  "KUBECONFIG",
                  "AWS_CONFIG_FILE",
                  "AWS_SHARED_CREDENTIALS_FILE",
                  "DOCKER_CONFIG",
                  "GNUPGHOME",
                  "GOOGLE_APPLICATION_CREDENTIALS",
                  "MC_CONFIG_DIR",
                  "PGPASSFILE",
                  "PGSERVICEFILE",
                  "RCLONE_CONFIG",
                  "RESTIC_PASSWORD_FILE",
                  "SOPS_AGE_KEY_FILE",
                  "TALOSCONFIG");
          String value = gen.of("", "/x:", "relative:") + place + gen.of("", ":", "/", "/./");
          ProtectedPaths paths = paths(Map.of(name, value));
          assertThatThrownBy(() -> paths.require(place.resolve(gen.of("", "x", "x/y"))))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("protected");
          Path beside = folder.resolve("other/x");
          assertThat(paths.require(beside)).isEqualTo(beside);
        });
  }

  @Test
  @DisplayName("is protected in each client's folder when all configuration has moved")
  void configuration() {
    Path config = folder.resolve("config");
    ProtectedPaths paths = paths(Map.of("XDG_CONFIG_HOME", config.toString()));
    for (String client : new String[] {"rclone/rclone.conf", "mc", "helm/x", "git/credentials"}) {
      assertThatThrownBy(() -> paths.require(config.resolve(client)))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(paths.require(config.resolve("firedrill"))).isEqualTo(config.resolve("firedrill"));
  }

  @Test
  @DisplayName("that holds the person's home too, or is no place, protects nothing more")
  void everything() {
    Path home = folder.resolve("home");
    for (Path all : new Path[] {Path.of("/"), folder, home}) {
      ProtectedPaths paths =
          paths(Map.of("DOCKER_CONFIG", all.toString(), "XDG_CONFIG_HOME", " ", "NETRC", ""));
      Path run = home.resolve("run");
      assertThat(paths.require(run)).isEqualTo(run);
    }
    assertThatThrownBy(() -> paths(Map.of("DOCKER_CONFIG", "a\0b")))
        .isInstanceOf(GuardRefusal.class);
  }
}
