package firedrill.sandbox.tool;

import java.nio.file.Path;

/**
 * Room on a disk that a build of programs writes to.
 *
 * @param folder one of those that fill it
 * @param free bytes
 * @param needed bytes, at most
 */
public record BuildRoom(Path folder, long free, long needed) {

  /** What can be done where it is too little. */
  public static final String REMEDY =
      "free some, or move what fills it: -Dfiredrill.cache=/path for the programs, the variables"
          + " GOCACHE and GOMODCACHE for Go's own caches";
}
