package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import firedrill.files.Trees;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever the text, the reader hands back the recorded sandbox or refuses; it never breaks. */
class KubeconfigFuzzTest {
  private static final String RECORDED = "https://10.77.0.10:6443";

  private static Path directory;
  private static Corpus corpus;

  @BeforeAll
  static void corpus() throws IOException {
    directory = Files.createTempDirectory("kubeconfig-fuzz");
    corpus = new Corpus(directory);
  }

  @AfterAll
  static void clean() throws IOException {
    Trees.delete(directory);
  }

  @Test
  void any_text_is_refused() {
    Property.holds(
        Property.cases(1000), gen -> assertThat(outcome(gen.text(200))).isEqualTo("refused"));
  }

  @Test
  void any_yaml_like_text_is_refused() {
    List<String> fragments = fragments();
    Property.holds(
        Property.cases(1000),
        gen ->
            assertThat(outcome(String.join("", gen.list(0, 40, () -> gen.ofAll(fragments)))))
                .isEqualTo("refused"));
  }

  @Test
  void a_damaged_kubeconfig_is_refused_or_still_names_the_recorded_server() {
    List<String> fragments = fragments();
    Property.holds(
        Property.cases(1500),
        gen -> {
          StringBuilder text = new StringBuilder(corpus.benignKubeconfig());
          String fragment =
              gen.oneOf(
                  List.<Supplier<String>>of(
                      () -> gen.ofAll(fragments), () -> gen.text(6), () -> ""));
          int cut = gen.between(0, 40);
          for (int holes = gen.between(1, 4); holes > 0 && text.length() > 0; holes--) {
            int at = gen.between(0, text.length() - 1);
            text.replace(at, Math.min(text.length(), at + cut), fragment);
          }
          assertThat(outcome(text.toString())).isIn("refused", RECORDED);
        });
  }

  @Test
  void a_field_whose_value_is_no_text_is_refused() {
    List<String> fields =
        List.of(
            "apiVersion",
            "kind",
            "name",
            "server",
            "certificate-authority-data",
            "client-certificate-data",
            "client-key-data",
            "cluster",
            "user",
            "namespace",
            "current-context");
    String whole =
        corpus.benignKubeconfig().replace("    user: admin", "    user: admin\n    namespace: erp");
    Property.holds(
        Property.cases(300),
        gen -> {
          String field = gen.ofAll(fields);
          String value =
              gen.of("[%s]", "{%s: x}", "{}", "[]", "[[%s]]", "true", "!!str %s", "&a %s", "*%s")
                  .replace("%s", gen.of("erp", "sandbox", "admin", "v1"));
          String text =
              whole.replaceFirst(
                  "(?m)^((?:- )? *)\\Q" + field + "\\E: \\S+$",
                  "$1" + field + ": " + Matcher.quoteReplacement(value));
          assertThat(text).isNotEqualTo(whole);
          assertThat(outcome(text)).as(field + ": " + value).isEqualTo("refused");
        });
  }

  @Test
  void any_other_server_is_refused() {
    Property.holds(
        Property.cases(1500),
        gen -> {
          String text = corpus.benignKubeconfig().replace(RECORDED, server(gen));
          assertThat(outcome(text)).isIn("refused", RECORDED);
        });
  }

  @Test
  void no_public_address_is_ever_inside() {
    Property.holds(Property.cases(500), gen -> insideOrRefused(gen.anyInt()));
    Property.holds(
        Property.cases(500),
        gen ->
            insideOrRefused(
                gen.of(0x7f000000, 0x0a4d0000, 0x0a2b0000) ^ (1 << gen.between(0, 31))));
  }

  private static void insideOrRefused(int address) {
    String host =
        "%d.%d.%d.%d"
            .formatted(
                address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
    boolean inside =
        host.startsWith("127.") || host.startsWith("10.77.0.") || host.startsWith("10.43.");
    assertThatCode(() -> corpus.guard().requireAddress(host))
        .satisfies(thrown -> assertThat(thrown == null).isEqualTo(inside));
  }

  private static String server(Gen gen) {
    return gen.of("https://", "http://", "//", "", "HTTPS://", "file:")
        + gen.of("", "", "", "10.77.0.10@", "a:b@", "%40")
        + gen.oneOf(
            List.<Supplier<String>>of(
                () ->
                    gen.of(
                        "10.77.0.10",
                        "10.77.0.11",
                        "192.168.1.201",
                        "[::1]",
                        "localhost",
                        "0x0a4d000a"),
                () -> gen.textOf("0123456789.:[]@%/\\#? ", 20)))
        + gen.of(":6443", ":443", "", ":", ":06443", ":6443/", ":6443@x");
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
}
