package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a name that a child looks up by itself")
class ChildNamesTest {
  private static final String REMEDY = "its address is not in the lab";

  @TempDir Path folder;
  private Path hosts;
  private ChildEnvironment environment;

  @BeforeEach
  void lab() throws IOException {
    Fixture lab = new Fixture(folder);
    lab.guard.recordHosts(List.of("pi2", "db.lab"));
    hosts = folder.resolve("hosts");
    environment =
        new ChildEnvironment(lab.guard, Files.createDirectories(folder.resolve("run")), hosts);
  }

  private void give(String host) {
    environment.require(Map.of("PGHOST", host));
    environment.require(Map.of("ERP_DB_URL", "jdbc:postgresql://" + host + ":5432/erp"));
    environment.requireArguments(List.of("alias", "set", "x", "http://k:s@" + host + ":9000/b"));
  }

  private void refused(String host) {
    for (Map<String, String> given :
        List.of(
            Map.of("PGHOST", host),
            Map.of("VAULT_ADDR", "http://" + host + ":8200"),
            Map.of("ERP_DB_URL", "jdbc:postgresql://" + host + ":5432/erp"))) {
      assertThatThrownBy(() -> environment.require(given))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining(REMEDY);
    }
    assertThatThrownBy(
            () -> environment.requireArguments(List.of("x", "--to=http://" + host + ":9000")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(REMEDY);
  }

  /** One line of a hosts file, and what it says of pi2. */
  private record Line(String text, Boolean inside) {}

  private static Line line(Gen gen) {
    boolean inside = gen.of(true, false);
    String address =
        inside
            ? gen.of("10.77.0.2", "127.0.0.1", "::1", "10.43.0.9")
            : gen.of("192.168.1.202", "10.77.1.2", "2001:db8::1", "fe80::1%lo", "0.0.0.0", "pi3");
    String name = gen.of("pi2", "PI2", "other pi2", "pi2 other", "pi2\t# the one");
    return gen.oneOf(
        List.of(
            () -> new Line(address + gen.of(" ", "\t", "  ") + name, inside),
            () -> new Line("# " + address + " pi2", null),
            () -> new Line(address + " other # pi2", null),
            () -> new Line(address + " pi2.other xpi2 pi22", null),
            () -> new Line("", null),
            () -> new Line("pi2", null)));
  }

  @Test
  @DisplayName("passes only when the hosts file has it, and only with addresses of the lab")
  void any_file() {
    Property.holds(
        Property.cases(300),
        gen -> {
          List<Line> lines = new ArrayList<>(gen.list(0, 5, () -> line(gen)));
          StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
          lines.forEach(line -> text.append(line.text()).append(gen.of("\n", "\r\n")));
          Files.writeString(hosts, text);
          List<Boolean> said =
              lines.stream().map(Line::inside).filter(java.util.Objects::nonNull).toList();
          if (!said.isEmpty() && !said.contains(false)) {
            give("pi2");
          } else {
            refused("pi2");
          }
        });
  }

  @Test
  @DisplayName("is looked up anew at each start")
  void anew() throws IOException {
    Files.writeString(hosts, "10.77.0.2 pi2");
    give("pi2");
    Files.writeString(hosts, "192.168.1.202 pi2");
    refused("pi2");
    Files.delete(hosts);
    refused("pi2");
    Files.createDirectory(hosts);
    refused("pi2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "pi1", "pi2.lab", "pi2.", "db", "xn--pi2-0na", "pi2@evil"})
  @DisplayName("that the lab has not recorded is refused, whatever the hosts file says")
  void unrecorded(String host) throws IOException {
    Files.writeString(hosts, "127.0.0.1 localhost pi1 pi2.lab pi2. db pi2 xn--pi2-0na\n");
    refused(host);
  }

  @Test
  @DisplayName("need not be one: a literal of the lab is its own address, without any file")
  void literals() {
    for (String host : List.of("127.0.0.1", "[::1]", "10.77.0.2")) {
      assertThatCode(() -> give(host)).doesNotThrowAnyException();
    }
    refused("192.168.1.202");
    refused("[2001:db8::1]");
  }

  @Test
  @DisplayName("in a word of a command is looked at, and a login in one is not shown")
  void words() throws IOException {
    Files.writeString(hosts, "10.77.0.2 pi2");
    environment.requireArguments(
        List.of("", "mirror", "--watch", "minio/x", "s3/y", "/run/x", "10.0.0.0/8"));
    for (String odd :
        List.of(
            "https://s3.amazonaws.com",
            "x=http://u:S3cret@vault.prod/",
            "http://u:S3cret@10.77.0.2@vault.prod/",
            "ssh://root@pi1",
            "http://_x/",
            "http://[::1/",
            "a http://10.77.0.2 http://10.77.1.2",
            "x\0")) {
      assertThatThrownBy(() -> environment.requireArguments(List.of(odd)))
          .as(odd)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageNotContaining("S3cret");
    }
  }
}
