package firedrill.component.git;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Somebody's checkout of one branch, {@code main}. */
public final class WorkingCopy {

  private final Git git;
  private final Path folder;

  WorkingCopy(Git git, Path folder) {
    this.git = git;
    this.folder = folder;
  }

  void init(URI origin) throws IOException {
    Files.createDirectories(folder);
    git.run(folder, "init", "-q");
    git.run(folder, "remote", "add", "origin", origin.toString());
  }

  public Path folder() {
    return folder;
  }

  /**
   * Commits one file.
   *
   * @return the commit's id
   */
  public String commit(String file, byte[] content, String message) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
    git.run(folder, "add", file);
    git.run(folder, "commit", "-q", "-m", message);
    return head();
  }

  /** Id of the whole content of the last commit. */
  public String tree() throws IOException {
    return git.run(folder, "rev-parse", "HEAD^{tree}");
  }

  public String head() throws IOException {
    return git.run(folder, "rev-parse", "HEAD");
  }

  /**
   * Returns when the server has acknowledged.
   *
   * @throws GitException when it refused, or when nobody knows
   */
  public void push() throws IOException {
    git.run(folder, "push", "-q", "origin", "HEAD:main");
  }

  /** Makes the server's branch an older commit, as somebody with a stale copy and no scruples. */
  public void rewind(String commit) throws IOException {
    git.run(folder, "push", "-q", "--force", "origin", commit + ":main");
  }

  /** Commits an object that {@code git fsck} must refuse: its author has no address and no date. */
  public String commitMalformed() throws IOException {
    Path object = folder.resolve(".git/malformed");
    Files.writeString(
        object,
        "tree " + tree() + "\nparent " + head() + "\nauthor nobody\ncommitter nobody\n\nbad\n");
    String id =
        git.run(folder, "hash-object", "-t", "commit", "-w", "--literally", object.toString());
    git.run(folder, "reset", "-q", "--hard", id);
    return id;
  }

  /** Goes on from what the server has. */
  public void catchUp() throws IOException {
    git.run(folder, "fetch", "-q", "origin");
    git.run(folder, "reset", "-q", "--hard", "origin/main");
  }
}
