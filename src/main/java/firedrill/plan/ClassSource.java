package firedrill.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One class of a file, with what is nested in it.
 *
 * @param drill id of its {@code @Drill}; empty without
 * @param parent simple name of what it extends; empty without
 * @param mentions of its annotations
 */
record ClassSource(
    String name, String drill, String parent, List<Mention> mentions, List<Body> bodies) {

  /**
   * One method, or what a field begins with.
   *
   * @param always whether it may run although nobody names it: whoever has one of the class may
   *     call it by another type
   * @param calls names of the methods it calls
   * @param types simple names of the classes it names
   */
  record Body(
      String name, boolean always, List<Mention> mentions, Set<String> calls, Set<String> types) {}

  static ClassSource named(String name, String drill, String parent) {
    return new ClassSource(name, drill, parent, new ArrayList<>(), new ArrayList<>());
  }
}
