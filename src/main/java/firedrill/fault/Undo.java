package firedrill.fault;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a fault is taken back. Action and data go to disk before the fault, so that someone can undo
 * it by hand after this process was killed.
 *
 * @param action in words, for example {@code unseal vault-0}
 * @param data what the action needs; no secrets, only where they lie
 * @param done whether recovery has done it already
 * @param run must be idempotent
 */
public record Undo(String action, Map<String, String> data, Done done, Run run) {

  /** Whether there is nothing left to undo. */
  @FunctionalInterface
  public interface Done {
    boolean isDone() throws Exception;
  }

  /** The undoing itself. */
  @FunctionalInterface
  public interface Run {
    void run() throws Exception;
  }

  public Undo {
    data = new TreeMap<>(data);
  }

  public static Undo of(String action, Map<String, String> data, Run run) {
    return new Undo(action, data, () -> false, run);
  }

  /** For a fault that only the end of the lab takes back. */
  public static Undo withTheLab() {
    return new Undo("end the lab", Map.of(), () -> true, () -> {});
  }
}
