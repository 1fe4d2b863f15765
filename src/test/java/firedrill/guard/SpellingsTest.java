package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resolvers take numbers in other bases, fewer numbers than four, other scripts' digits and more
 * (inet_aton(3), https://url.spec.whatwg.org/#host-parsing): whoever reads one as an address may
 * read another than the guard, so only the plain form is one.
 */
@DisplayName("an address that is not written plainly")
class SpellingsTest {
  @TempDir Path folder;
  private Guard guard;
  private ChildEnvironment children;

  @BeforeEach
  void lab() throws IOException {
    Path real = folder.toRealPath();
    guard = new Fixture(real).guard;
    guard.recordHosts(List.of("pi2"));
    Path hosts = Files.writeString(real.resolve("hosts"), "10.77.0.2 pi2\n");
    children =
        new ChildEnvironment(guard, Files.createDirectories(real.resolve("run")), hosts)
            .allowing("X_MODE");
  }

  /** Of the lab, of this machine, and of neither. */
  private static int[] address(Gen gen) {
    return gen.of(
        new int[] {10, 77, 0, gen.between(1, 254)},
        new int[] {127, 0, 0, gen.between(1, 254)},
        new int[] {192, 168, gen.between(0, 255), gen.between(1, 254)},
        new int[] {203, 0, 113, gen.between(1, 254)});
  }

  private static String plain(int[] of) {
    return of[0] + "." + of[1] + "." + of[2] + "." + of[3];
  }

  private static long number(int[] of) {
    return ((long) of[0] << 24) | ((long) of[1] << 16) | ((long) of[2] << 8) | of[3];
  }

  private static String digits(String text, int zero) {
    StringBuilder other = new StringBuilder();
    text.chars().forEach(c -> other.appendCodePoint(c == '.' ? c : zero + c - '0'));
    return other.toString();
  }

  private static String spelt(Gen gen) {
    int[] of = address(gen);
    String plain = plain(of);
    return gen.oneOf(
        List.<Supplier<String>>of(
            () -> Long.toString(number(of)),
            () -> gen.of("0x", "0X") + Long.toHexString(number(of)),
            () -> "0" + Long.toOctalString(number(of)),
            () -> of[0] + "." + (number(of) & 0xffffff),
            () -> of[0] + "." + of[1] + "." + (number(of) & 0xffff),
            () -> "0%o.0%o.0%o.0%o".formatted(of[0], of[1], of[2] + 8, of[3]),
            () -> "0x%x.%d.%d.%d".formatted(of[0], of[1], of[2], of[3]),
            () -> "%d.%d.%d.0x%x".formatted(of[0], of[1], of[2], of[3]),
            () -> "%d.%d.%d.%04d".formatted(of[0], of[1], of[2], of[3]),
            () -> plain + ".",
            () -> plain.replaceFirst("\\.", gen.of("。", "．", "｡", "%2e", "%2E")),
            () -> digits(plain, gen.of(0xff10, 0x660, 0x966, 0x1d7ce)),
            () -> plain.replaceFirst("[0-9]", "%3" + plain.charAt(0)),
            () -> "[::ffff:" + plain + "]",
            () -> "[::ffff:%x:%x]".formatted(number(of) >> 16, number(of) & 0xffff),
            () -> "[::" + plain + "]",
            () -> "[64:ff9b::" + plain + "]",
            () -> "[2002:%x:%x::1]".formatted(number(of) >> 16, number(of) & 0xffff),
            () -> "[::1%" + gen.of("lo", "25lo", "1") + "]",
            () -> gen.of("pi2.", "pi%32", "xn--pi2-0na.lab"),
            () -> gen.of("ｐi2", "pi②", "𝐩i2", "ⓟi2", "ᵖi2", "ℙi2", "ﬁle", "ｌocalhost", "ⅰ"),
            () -> plain + gen.of(".nip.io", ".evil.example")));
  }

  private List<Runnable> entrances(Gen gen, String host) {
    String port = ":" + gen.between(1, 65535);
    String url = gen.of("http", "https") + "://" + host + gen.of("", port) + gen.of("", "/");
    String user = gen.of("me@", "x@", "a.b@");
    return List.of(
        () -> guard.requireAddress(host),
        () -> address(url),
        () -> new GuardedVault(guard, uri(url), () -> null),
        () -> guard.recordApiServer(uri("https://" + host + port), ""),
        () -> new GuardedJdbc(guard).require("jdbc:postgresql://" + host + port + "/erp"),
        () -> new GuardedJdbc(guard).require("jdbc:postgresql://10.77.0.2," + host + "/erp"),
        () -> DockerHosts.require("tcp://" + host + port),
        () -> LibvirtUris.require("qemu://" + host + "/system"),
        () -> children.require(Map.of("VAULT_ADDR", url)),
        () -> children.require(Map.of("PGHOST", host)),
        () -> children.require(Map.of("KUBERNETES_SERVICE_HOST", host)),
        () -> children.require(Map.of("KUBERNETES_PORT", "tcp://" + host + port)),
        () -> children.require(Map.of("ETCDCTL_ENDPOINTS", host + port)),
        () -> children.require(Map.of("MINIO_VOLUMES", url.replaceAll("/$", "") + "/d{1...4}")),
        () -> children.require(Map.of("RESTIC_REPOSITORY", "s3:" + url.replaceAll("/$", "/b"))),
        () -> children.require(Map.of("ERP_DB_URL", "jdbc:postgresql://" + host + "/erp")),
        () -> children.require(Map.of("X_MODE", url)),
        () -> children.require(Map.of("X_MODE", host + port)),
        () -> children.requireArguments(List.of(url)),
        () -> children.requireArguments(List.of("--to=" + url)),
        () -> children.requireArguments(List.of("host=" + host)),
        () -> children.requireArguments(List.of("--endpoint", host)),
        () -> children.requireArguments(List.of("-h", host, "x")),
        () -> children.requireArguments(List.of(user + host + ":/x")),
        () -> children.requireArguments(List.of(host + port)),
        () -> children.requireArguments(List.of("{\"server\":\"" + host + "\"}")));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new GuardRefusal("a", "it is no address", "c"); // Nobody can give it.
    }
  }

  private void address(String url) {
    guard.requireAddress(uri(url));
  }

  @Test
  @DisplayName("is refused by whatever way it is given, also where it means the lab")
  void everywhere() {
    Property.holds(
        Property.cases(400),
        gen -> {
          String host = spelt(gen);
          Runnable entrance = gen.ofAll(entrances(gen, host));
          assertThatThrownBy(entrance::run).as(host).isInstanceOf(GuardRefusal.class);
        });
  }

  @Test
  @DisplayName("is another one than the plain form, and than the words and numbers of a command")
  void plainly() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String host = gen.of("10.77.0." + gen.between(1, 254), "127.0.0.1", "pi2");
          String url = "http://" + host + ":9000";
          children.requireArguments(List.of("alias", "set", "lab", url, "key", "secret"));
          children.requireArguments(List.of("-h", host, "--endpoint", host, host + ":5432"));
          children.requireArguments(List.of("me@" + host + ":/x", "{\"server\":\"" + host + "\"}"));
          children.require(Map.of("VAULT_ADDR", url, "ETCDCTL_ENDPOINTS", host + ":2379"));
        });
    children.requireArguments(
        List.of(
            "2026-11-29T08:00:00Z",
            "2026-11-28T10:00:00.123-05:00",
            "12:30",
            "1.24.457",
            "4294967296",
            "--size=0x10000000",
            "sha256:0123456789abcdef",
            "EC:2",
            "größe:5",
            "gro\u0308\u00dfe:5",
            "中文:5",
            "[\"50%\"]",
            "-h",
            "snapshots"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433:5432",
        "0x7f000001:22",
        "127.1:80",
        "127.0.0.1.:80",
        "127%2e0%2e0%2e1:80",
        "１２７.0.0.1:80",
        "me@127%2e1:/x",
        "me@pi②:/x",
        "me@[fe80::1%eth0]:/x",
        "[::1%lo]:5432",
        "--proxy=evil:3128",
        "proxy: evil.example",
        "curl evil.example",
        "wget -q evil",
        "socat - evil"
      })
  @DisplayName("or that a program takes for one is no argument")
  void arguments(String argument) {
    assertThatThrownBy(() -> children.requireArguments(List.of(argument)))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("of every interface, or a port that there is not, is no target")
  void nowhere() {
    for (String name : List.of("MINIO_VOLUMES", "ETCDCTL_ENDPOINTS", "RESTIC_REPOSITORY")) {
      for (String any : List.of("0.0.0.0", "[::]", "0.0.0.0:9000", "[::]:9000")) {
        for (String url : List.of("http://" + any, "http://" + any + "/x")) {
          assertThatThrownBy(() -> children.require(Map.of(name, url)))
              .hasMessageContaining("only a server");
        }
      }
      children.require(Map.of(name, "http://10.0.0.0".replace("10.0", "10.77") + ":9000/x"));
    }
    for (String port : List.of("0", "65536", "99999", "-1", "", "000000", "٥")) {
      assertThatThrownBy(() -> children.require(Map.of("KUBERNETES_SERVICE_PORT", port)))
          .hasMessageContaining("it is no port");
    }
    children.require(Map.of("KUBERNETES_SERVICE_PORT", "65535", "ERP_SERVICE_PORT", "1"));
  }

  @Test
  @DisplayName("is found in no time, whatever a text is filled with")
  void quickly() {
    for (String part : List.of("[:%", "a@[", "[:", "1.", "a.", "%2e", "１", "-a", "a:", "[1:")) {
      String text = part.repeat(SettingValue.LONGEST / part.length() / 2);
      org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
          java.time.Duration.ofSeconds(60),
          () -> {
            try {
              children.requireArguments(List.of(text));
            } catch (GuardRefusal e) {
              // As it may be.
            }
          });
    }
  }
}
