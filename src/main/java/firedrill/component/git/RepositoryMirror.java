package firedrill.component.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A complete copy of what a repository held when it was cloned. */
public final class RepositoryMirror {

  private final Git git;
  private final Path folder;

  RepositoryMirror(Git git, Path folder) {
    this.git = git;
    this.folder = folder;
  }

  /** Every commit that some branch leads to. */
  public Set<String> commits() throws IOException {
    String all = git.run(folder, "rev-list", "--all");
    return new TreeSet<>(all.lines().toList());
  }

  /** Paths in the branch {@code main}, sorted. */
  public List<String> files() throws IOException {
    return git.run(folder, "ls-tree", "-r", "--name-only", "main").lines().sorted().toList();
  }

  /** What a file of the branch {@code main} holds, as text. */
  public String text(String file) throws IOException {
    return git.run(folder, "show", "main:" + file);
  }

  /** Id of the whole content of {@code main}. */
  public String tree() throws IOException {
    return git.run(folder, "rev-parse", "main^{tree}");
  }

  /** What {@code git fsck --full --strict} complains of; empty when all is well. */
  public Optional<String> complaint() throws IOException {
    try {
      String said = git.run(folder, "fsck", "--full", "--strict", "--no-progress", "--no-dangling");
      return said.isBlank() ? Optional.empty() : Optional.of(said);
    } catch (GitException e) {
      return Optional.of(e.getMessage());
    }
  }
}
