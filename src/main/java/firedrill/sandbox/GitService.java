package firedrill.sandbox;

import firedrill.guard.Enclosure;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The git service of the foundations, on pi2, outside the cluster: Gitea, over HTTP. */
public interface GitService {

  /** The machine it runs on. */
  Node node();

  /** {@code http://<address>:3000}, for the harness. */
  URI address();

  /** Owner of the repositories. */
  String user();

  /** Token of that user, for the API and, as a password, for git. */
  String token();

  /**
   * The machine or container that holds the service, whose data is older than the run; empty when
   * the data itself was marked when it was made.
   */
  default Optional<Enclosure> enclosure() {
    return Optional.empty();
  }

  /**
   * Removes every lock of a branch in every repository, as an operator does while nobody pushes: a
   * cut in the middle of a push leaves git's lock behind (seen: {@code refs/heads/main.lock}), and
   * every later push is refused until somebody removes it.
   *
   * @return what was removed
   */
  List<String> clearStaleLocks();

  /**
   * Has one repository written as Gitea has it where nobody says otherwise: by git's own default of
   * {@code core.fsync}, which flushes packs and neither loose objects nor references
   * (git-config(1), 2.36 and newer), in directories that are not synchronous.
   */
  @Requires(Capability.OWN_PAGE_CACHE)
  void asInstalled(String repository);

  /** One repository, without credentials. */
  default URI repository(String name) {
    return address().resolve("/" + user() + "/" + name + ".git");
  }
}
