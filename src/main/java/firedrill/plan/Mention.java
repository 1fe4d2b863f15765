package firedrill.plan;

import java.nio.file.Path;

/**
 * A name that a source writes out, and where.
 *
 * @param name empty where it is put together at run time
 */
record Mention(Kind kind, String name, Path file, long line) {

  enum Kind {
    /** A class with {@code @Drill}; the name is the class's. */
    DRILL_CLASS,
    SCENARIO,
    TWIN,
    GATE,
    STEP,
    SIZE,
    /** What a loss is measured of. */
    STORE,
    CLAIM
  }

  String at() {
    return file + ":" + line + ": ";
  }
}
