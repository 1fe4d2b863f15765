package firedrill.sandbox;

import java.net.URI;
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
   * Looks at the machine or container that holds the service, whose data is older than the run;
   * empty when the data itself was marked when it was made.
   */
  default Optional<Runnable> enclosure() {
    return Optional.empty();
  }

  /** One repository, without credentials. */
  default URI repository(String name) {
    return address().resolve("/" + user() + "/" + name + ".git");
  }
}
