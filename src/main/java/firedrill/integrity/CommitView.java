package firedrill.integrity;

import java.util.Set;

/** The commits that a store holds. */
public record CommitView(String name, Source source) {

  /** How they are read. */
  @FunctionalInterface
  public interface Source {
    Set<String> ids() throws Exception;
  }
}
