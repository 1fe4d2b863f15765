package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a container")
class ContainerMarkTest {
  private static final String HEX = "0123456789abcdef";
  private static final String ID = HEX.repeat(4);
  private static final String NAME = "k3d-lab-server-0";

  @TempDir Path folder;
  private Fixture lab;
  private ContainerMark mark;
  private String nonce;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
    mark = new ContainerMark(lab.guard, NAME);
    nonce = lab.guard.record().nonce();
  }

  @Test
  @DisplayName("that this run created is known by its labels and its id")
  void own() {
    assertThat(mark.labels())
        .containsEntry(StoreMark.NONCE, nonce)
        .containsEntry("firedrill_run", "run-1");
    mark.created(ID);
    mark.require(ID, mark.labels());
    mark.require(ID, Map.of(StoreMark.NONCE, nonce, "other", "x"));
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    new ContainerMark(later, NAME).require(ID, mark.labels());
    assertThatThrownBy(() -> new ContainerMark(later, NAME).created(ID))
        .hasMessageContaining("began in another one");
    assertThatThrownBy(() -> new ContainerMark(later, NAME).labels())
        .hasMessageContaining("began in another one");
  }

  @Test
  @DisplayName("with copied labels, other ones or none is refused")
  void others() {
    mark.created(ID);
    Property.holds(
        Property.cases(300),
        gen -> {
          boolean copied = gen.of(true, false);
          String id =
              copied
                  ? gen.of(
                      ID.substring(0, 12) + "f".repeat(52),
                      ID.substring(1) + "0",
                      gen.textOf(HEX, 64),
                      ID.substring(0, 12),
                      ID.toUpperCase(java.util.Locale.ROOT),
                      ID + "\n",
                      null)
                  : ID;
          Map<String, String> labels =
              copied
                  ? mark.labels()
                  : gen.of(
                      null,
                      Map.of(),
                      Map.of(StoreMark.RUN, "run-1"),
                      Map.of(StoreMark.NONCE, ""),
                      Map.of(StoreMark.NONCE, "0".repeat(32), StoreMark.RUN, "run-1"),
                      Map.of(StoreMark.NONCE, nonce, StoreMark.RUN, "run-2"),
                      Map.of(StoreMark.NONCE, nonce + nonce),
                      Map.of("nonce", nonce),
                      Map.of(StoreMark.NONCE, gen.text(40)));
          assertThatThrownBy(() -> mark.require(id, labels))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining(NAME)
              .hasMessageNotContaining(nonce);
        });
  }

  @Test
  @DisplayName("that was never written down is refused, and so is an id that is none")
  void unknown() {
    assertThatThrownBy(() -> mark.require(ID, mark.labels()))
        .hasMessageContaining("its labels are a copy");
    for (String none : new String[] {null, "", "abc", ID + "0", "../" + ID.substring(3)}) {
      assertThatThrownBy(() -> mark.created(none)).hasMessageContaining("its id is none");
    }
    assertThat(lab.guard.record().identities()).isEmpty();
  }
}
