package drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StepGraphTest {

  @Test
  @DisplayName("four steps in one order have six edges")
  void six() {
    assertThat(StepGraph.documented()).containsExactly("L→V", "L→O", "L→E", "V→O", "V→E", "O→E");
  }

  @Test
  @DisplayName("an edge that was not found, and one that nobody documented, are told apart")
  void compared() {
    TreeSet<String> held = new TreeSet<>(StepGraph.documented());
    held.remove("O→E");
    held.add("E→L");
    StepGraph graph = new StepGraph(held, Set.of("O→E"), Set.of());
    assertThat(graph.isWholeAsDocumented()).isFalse();
    assertThat(graph.refuted()).containsExactly("O→E");
    assertThat(graph.surprises()).containsExactly("E→L");
    assertThat(graph.beside()).contains("L→V found", "O→E not so");
  }

  @Test
  @DisplayName("the drawing holds both graphs, what is unknown dashed")
  void drawn() {
    TreeSet<String> held = new TreeSet<>(StepGraph.documented());
    held.remove("O→E");
    String svg = new StepGraph(held, Set.of(), Set.of("O→E")).svg();
    assertThat(svg).contains("documented", "found");
    assertThat(svg.split("<line", -1)).hasSize(1 + 6 + 6);
    assertThat(svg.split("stroke-dasharray", -1)).hasSize(2);
  }
}
