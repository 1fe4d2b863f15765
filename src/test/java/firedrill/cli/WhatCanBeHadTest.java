package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.engine.EngineProgram;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WhatCanBeHadTest {

  private final List<Set<String>> asked = new ArrayList<>();

  private WhatCanBeHad without(Map<String, String> missing) {
    return new WhatCanBeHad(
        names -> {
          asked.add(new TreeSet<>(names));
          new TreeSet<>(names)
              .stream()
                  .filter(missing::containsKey)
                  .findFirst()
                  .ifPresent(
                      name -> {
                        throw new ToolException(missing.get(name));
                      });
          return Map.<String, Tool>of();
        });
  }

  @Test
  @DisplayName("programs that can all be had are asked for together, and nothing is said")
  void all() {
    assertThat(without(Map.of()).of(Set.of("a", "b"))).isEmpty();
    assertThat(asked).containsExactly(Set.of("a", "b"));
  }

  @Test
  @DisplayName("one that fails is named and keeps back none of the others")
  void one() {
    assertThat(without(Map.of("a", "no compiler")).of(Set.of("a", "b", "c")))
        .containsExactly("no compiler");
    assertThat(asked).contains(Set.of("b"), Set.of("c"));
  }

  @Test
  @DisplayName("a reason that several share is said once")
  void once() {
    assertThat(without(Map.of("a", "no Go", "b", "no Go")).of(Set.of("a", "b")))
        .containsExactly("no Go");
  }

  @Test
  @DisplayName("the build asks for all programs that tests start")
  void ofTests() throws IOException {
    Set<String> started = new TreeSet<>(Executables.NAMES);
    started.add(EngineProgram.NAME);
    started.add("promtool");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<commandlineArgs>tools --if-possible " + String.join(" ", started) + "<");
  }
}
