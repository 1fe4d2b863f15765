package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the text, the reader hands back the recorded sandbox or refuses; it never breaks. */
class KubeconfigFuzzTest {
  private static Path directory;
  private static Corpus corpus;

  @BeforeContainer
  static void corpus() throws IOException {
    directory = Files.createTempDirectory("kubeconfig-fuzz");
    corpus = new Corpus(directory);
  }

  @AfterContainer
  static void clean() throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(KubeconfigFuzzTest::delete);
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.BOUNDED)
  void any_text_is_refused(@ForAll String text) {
    assertThat(outcome(text)).isEqualTo("refused");
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.BOUNDED)
  void any_yaml_like_text_is_refused(@ForAll("yamlish") String text) {
    assertThat(outcome(text)).isEqualTo("refused");
  }

  @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
  void a_damaged_kubeconfig_is_refused_or_still_names_the_recorded_server(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 100_000) Integer> places,
      @ForAll("fragment") String fragment,
      @ForAll @IntRange(min = 0, max = 40) int cut) {
    StringBuilder text = new StringBuilder(corpus.benignKubeconfig());
    for (int place : places) {
      int at = place % text.length();
      text.replace(at, Math.min(text.length(), at + cut), fragment);
    }
    assertThat(outcome(text.toString())).isIn("refused", "https://10.77.0.10:6443");
  }

  @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
  void any_other_server_is_refused(@ForAll("server") String server) {
    String text = corpus.benignKubeconfig().replace("https://10.77.0.10:6443", server);
    assertThat(outcome(text)).isIn("refused", "https://10.77.0.10:6443");
  }

  @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
  void no_public_address_is_ever_inside(@ForAll int address) {
    String host =
        "%d.%d.%d.%d"
            .formatted(
                address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
    boolean inside =
        host.startsWith("127.") || host.startsWith("10.77.0.") || host.startsWith("10.43.");
    assertThatCode(() -> corpus.guard().requireAddress(host))
        .satisfies(thrown -> assertThat(thrown == null).isEqualTo(inside));
  }

  @Provide
  Arbitrary<String> yamlish() {
    return Arbitraries.of(fragments()).list().ofMaxSize(40).map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> fragment() {
    return Arbitraries.oneOf(
        Arbitraries.of(fragments()), Arbitraries.strings().ofMaxLength(6), Arbitraries.just(""));
  }

  @Provide
  Arbitrary<String> server() {
    Arbitrary<String> scheme = Arbitraries.of("https://", "http://", "//", "", "HTTPS://", "file:");
    Arbitrary<String> user = Arbitraries.of("", "", "", "10.77.0.10@", "a:b@", "%40");
    Arbitrary<String> host =
        Arbitraries.oneOf(
            Arbitraries.of(
                "10.77.0.10", "10.77.0.11", "192.168.1.201", "[::1]", "localhost", "0x0a4d000a"),
            Arbitraries.strings().withChars("0123456789.:[]@%/\\#? ").ofMaxLength(20));
    Arbitrary<String> port =
        Arbitraries.of(":6443", ":443", "", ":", ":06443", ":6443/", ":6443@x");
    return Combinators.combine(scheme, user, host, port).as((s, u, h, p) -> s + u + h + p);
  }

  private static List<String> fragments() {
    List<String> parts =
        new ArrayList<>(
            List.of(
                "\n",
                "  ",
                ": ",
                "- ",
                "&a ",
                "*a",
                "!!str ",
                "!<x> ",
                "{",
                "}",
                "[",
                "]",
                ", ",
                "---\n",
                "...\n",
                "%YAML 1.1\n",
                "%TAG ! x\n",
                "<<: *a\n",
                "? ",
                "| \n",
                "> \n",
                "\"",
                "'",
                "\\x00",
                "\t",
                "\u0085",
                "\ufeff",
                "\u2028",
                "null",
                "true",
                "1e999",
                "apiVersion: v1\n",
                "kind: Config\n",
                "clusters:\n",
                "server: https://10.77.0.10:6443"));
    for (String line : corpus.benignKubeconfig().split("\n", -1)) {
      parts.add(line + "\n");
    }
    return parts;
  }

  /** The server of an accepted kubeconfig, or "refused"; anything else fails the property. */
  private static String outcome(String text) {
    try {
      return corpus.reader().parse(text, "sandbox").server().toString();
    } catch (GuardRefusal refusal) {
      return "refused";
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
