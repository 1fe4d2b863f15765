package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainMarkTest {

  @TempDir Path folder;

  private DomainMark mark(String run) {
    return new DomainMark(
        Guard.begin(
            new RecordStore(folder.resolve(run)),
            SandboxRecord.create(run, "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(folder, Map.of())));
  }

  @Test
  void the_own_mark_is_let_through_in_both_forms() {
    DomainMark mark = mark("own");
    assertThatCode(() -> mark.require("pi2", mark.element())).doesNotThrowAnyException();
    assertThatCode(() -> mark.require("pi2", mark.bare())).doesNotThrowAnyException();
    assertThat(mark.element()).contains("xmlns:firedrill='urn:firedrill:sandbox'");
  }

  @Test
  void another_run_s_mark_is_refused() {
    String other = mark("other").element();
    assertThatThrownBy(() -> mark("own").require("pi2", other))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("virtual machine pi2")
        .hasMessageContaining("another run's nonce");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "<other xmlns='urn:x'/>", "<sandboxed nonce='1'/>"})
  void a_machine_without_a_mark_is_refused(String metadata) {
    assertThatThrownBy(() -> mark("own").require("pi2", metadata))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("carries no mark");
  }

  @Test
  void a_nonce_elsewhere_is_no_mark() {
    DomainMark mark = mark("own");
    String nonce = mark.bare().replaceAll(".*nonce='([0-9a-f]+)'.*", "$1");
    assertThatThrownBy(() -> mark.require("pi2", "<sandbox/><note nonce='" + nonce + "'/>"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("a copy, another start and a machine that was never started here are refused")
  void copies() {
    DomainMark mark = mark("own");
    Random random = new Random(1);
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    mark.started("pi2", uuid.toString(), 7);
    String element = mark.bare();
    Property.holds(
        Property.cases(200),
        gen -> {
          mark.require("pi2", uuid.toString(), 7, element);
          boolean cloned = gen.of(true, false);
          UUID other = new UUID(gen.random().nextLong(), gen.random().nextLong());
          int start = cloned ? gen.between(0, 99) : gen.of(-1, 0, 6, 8, 77, gen.between(8, 999));
          assertThatThrownBy(
                  () ->
                      mark.require(
                          gen.of("pi2", "pi2-clone"),
                          (cloned ? other : uuid).toString(),
                          start,
                          element))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("the mark is a copy");
        });
    for (String none :
        new String[] {null, "", "x", uuid + "0", uuid.toString().toUpperCase(Locale.ROOT)}) {
      assertThatThrownBy(() -> mark.require("pi2", none, 7, element))
          .hasMessageContaining("its UUID is none");
      assertThatThrownBy(() -> mark.started("pi2", none, 7)).isInstanceOf(GuardRefusal.class);
    }
    assertThatThrownBy(() -> mark.require("pi2", uuid.toString(), 7, null))
        .hasMessageContaining("carries no mark");
    mark.started("pi2", uuid.toString(), 8);
    assertThatThrownBy(() -> mark.require("pi2", uuid.toString(), 7, element))
        .hasMessageContaining("the mark is a copy");
  }

  @Test
  @DisplayName("an earlier run's guard starts no machine")
  void later() {
    RecordStore store = new RecordStore(folder.resolve("r"));
    SandboxRecord record = SandboxRecord.create("r", "local", List.of(), List.of());
    Guard.begin(store, record, new GuardSettings(folder, Map.of()));
    DomainMark later =
        new DomainMark(new Guard(store, record, new GuardSettings(folder, Map.of())));
    assertThatThrownBy(() -> later.started("pi2", new UUID(1, 2).toString(), 1))
        .hasMessageContaining("began in another one");
  }

  @Test
  void nothing_is_marked_or_let_through_while_the_stop_file_is_there() throws Exception {
    DomainMark mark = mark("own");
    String element = mark.element();
    Files.createDirectories(folder.resolve(".firedrill"));
    Files.createFile(folder.resolve(".firedrill/STOP"));
    assertThatThrownBy(() -> mark.require("pi2", element)).isInstanceOf(GuardRefusal.class);
  }

  private static String domain(String metadata) {
    return "<domain type='kvm'><name>pi2</name>%s<devices/></domain>".formatted(metadata);
  }

  @Test
  @DisplayName("in the whole XML of a machine the mark is one element of its metadata's")
  void whole() {
    DomainMark mark = mark("own");
    String own = mark.element();
    String note = "<note xmlns='urn:x'><sandbox/></note>";
    mark.require("pi2", domain("<metadata>" + own + "</metadata>"));
    mark.require("pi2", domain("\n<metadata>\n" + note + "\n" + own + note + "\n</metadata>"));
    mark.require(
        "pi2", domain("<metadata>" + note + "</metadata><metadata>" + own + "</metadata>"));
    for (String none :
        List.of(
            "",
            own,
            "<metadata/>",
            "<metadata>" + mark.bare() + "</metadata>",
            "<metadata>" + own.replace(DomainMark.NAMESPACE, "urn:x") + "</metadata>",
            "<metadata>" + own.replace(":sandbox ", ":other ") + "</metadata>",
            "<metadata>" + own + own + "</metadata>",
            "<metadata>" + own + "</metadata><metadata>" + own + "</metadata>",
            "<metadata><x>" + own + "</x></metadata>",
            "<other>" + own + "</other>")) {
      assertThatThrownBy(() -> mark.require("pi2", domain(none)))
          .as(none)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("carries no mark");
    }
    String other = mark("other").element();
    assertThatThrownBy(() -> mark.require("pi2", domain("<metadata>" + other + "</metadata>")))
        .hasMessageContaining("another run's nonce");
  }

  @Test
  @DisplayName("a document type makes of any text no mark")
  void types() {
    DomainMark mark = mark("own");
    mark.require("pi2", "<?xml version='1.0'?>" + mark.bare());
    String nonce = mark.bare().replaceAll(".*nonce='([0-9a-f]+)'.*", "$1");
    for (String text :
        List.of(
            "<!DOCTYPE sandbox>" + mark.bare(),
            "<!DOCTYPE sandbox [<!ENTITY n '" + nonce + "'>]><sandbox run='own' nonce='&n;'/>",
            "<!DOCTYPE sandbox [<!ATTLIST sandbox nonce CDATA '"
                + nonce
                + "'>]><sandbox run='own'/>")) {
      assertThatThrownBy(() -> mark.require("pi2", text))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("carries no mark");
    }
  }
}
