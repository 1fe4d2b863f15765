package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillCatalogTest {

  @TempDir Path drills;
  private DrillCatalog catalog;

  @BeforeEach
  void write() throws Exception {
    catalog = new DrillCatalog(drills);
    plan("vault-sealed", true);
    plan("power-cut", false);
    Files.createDirectory(drills.resolve("notes"));
  }

  private void plan(String id, boolean standard) throws Exception {
    Path file = Files.createDirectory(drills.resolve(id)).resolve("plan.yaml");
    Files.writeString(
        file, "id: %s\ntitle: {fr: a, en: b}\nrto: 1s\nstandard: %s\n".formatted(id, standard));
  }

  @Test
  @DisplayName("nothing selects the standard set, all selects all, a list what it names")
  void selection() {
    assertThat(catalog.select("")).extracting(Plan::id).containsExactly("vault-sealed");
    assertThat(catalog.select("all"))
        .extracting(Plan::id)
        .containsExactly("power-cut", "vault-sealed");
    assertThat(catalog.select(" power-cut, power-cut,"))
        .extracting(Plan::id)
        .containsExactly("power-cut");
  }

  @Test
  @DisplayName("an unknown id lists the known ones and suggests the nearest")
  void unknown() {
    assertThatThrownBy(() -> catalog.select("vault-seald"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no drill vault-seald (did you mean vault-sealed?)")
        .hasMessageContaining("known: power-cut, vault-sealed");
    assertThatThrownBy(() -> catalog.select("zzzzzzzz")).hasMessageNotContaining("did you mean");
  }

  @Test
  @DisplayName("a selection of nothing is an error, and so is a missing directory")
  void nothing() throws Exception {
    assertThatThrownBy(() -> catalog.select(",")).hasMessageContaining("no drill is selected");
    Files.delete(drills.resolve("vault-sealed/plan.yaml"));
    assertThatThrownBy(() -> catalog.select("")).hasMessageContaining("known: power-cut");
    assertThatThrownBy(() -> new DrillCatalog(drills.resolve("none")).select(""))
        .hasMessageContaining("run from the project's root");
  }

  @Test
  @DisplayName("edit distance")
  void distance() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("abc", "")).isEqualTo(3);
    assertThat(Nearest.distance("same", "same")).isZero();
  }
}
