package firedrill.cli;

import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Gets programs that are good to have.
 *
 * @param get all of them, or throws {@link ToolException} of the first that cannot be had
 */
record WhatCanBeHad(Function<Set<String>, Map<String, Tool>> get) {

  /**
   * One that fails keeps back none of the others.
   *
   * @return why the others cannot be had, each reason once; empty when all are there
   */
  List<String> of(Set<String> names) {
    if (attempt(names).isEmpty()) {
      return List.of();
    }
    Set<String> reasons = new LinkedHashSet<>();
    new TreeSet<>(names).forEach(name -> reasons.addAll(attempt(Set.of(name))));
    return List.copyOf(reasons);
  }

  private List<String> attempt(Set<String> names) {
    try {
      var unused = get.apply(names);
      return List.of();
    } catch (ToolException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
