package firedrill.component.git;

import firedrill.component.Component;
import firedrill.guard.Guard;
import firedrill.guard.GuardedStore;
import firedrill.guard.StoreKind;
import firedrill.sandbox.GitService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The git service through its API (Gitea 1.26, {@code /api/v1}) and the git program. */
public final class GitServer {

  /** Gitea's own question whether it serves and reaches its database. */
  public static final String HEALTH = "/api/healthz";

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final GitService service;
  private final GuardedStore http;

  public GitServer(GitService service, Guard guard) {
    this.service = service;
    Duration connect = Duration.ofSeconds(1);
    this.http =
        service
            .enclosure()
            .map(p -> new GuardedStore(guard, StoreKind.GITEA, service.address(), connect, p))
            .orElseGet(
                () ->
                    new GuardedStore(
                        guard,
                        StoreKind.GITEA,
                        service.address(),
                        connect,
                        () -> "token " + service.token()));
  }

  /** As a part of a lab. */
  public static Component<GitServer> component() {
    return new GitComponent();
  }

  /** Writes down which Gitea this run has made, once it serves. */
  void mark() {
    http.mark();
  }

  /** Whether it serves and reaches its database. */
  public boolean isHealthy() throws InterruptedException {
    try {
      return http.send(request(HEALTH).build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Creates an empty repository.
   *
   * @throws IOException with the answer unless it is 201
   */
  public void create(String repository) throws IOException, InterruptedException {
    var answer =
        http.send(
            request("/api/v1/user/repos")
                .header("Authorization", "token " + service.token())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + repository + "\",\"default_branch\":\"main\"}"))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException(
          "repository "
              + repository
              + " not created: "
              + answer.statusCode()
              + " "
              + answer.body());
    }
  }

  /**
   * An operator's remedy for a push that is refused after a cut.
   *
   * @return the locks that were removed
   */
  public List<String> clearStaleLocks() {
    return service.clearStaleLocks();
  }

  /** Has a repository written as Gitea does where nobody says otherwise. */
  public void asInstalled(String repository) {
    service.asInstalled(repository);
  }

  /**
   * Makes a repository read-only; it is not made writable again.
   *
   * @throws IOException with the answer unless it is 200
   */
  public void archive(String repository) throws IOException, InterruptedException {
    var answer =
        http.send(
            ofRepository(repository)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"archived\":true}"))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "repository "
              + repository
              + " not archived: "
              + answer.statusCode()
              + " "
              + answer.body());
    }
  }

  /**
   * Deletes a repository for good.
   *
   * @throws IOException with the answer unless it is 204
   */
  public void delete(String repository) throws IOException, InterruptedException {
    var answer = http.send(ofRepository(repository).DELETE().build(), BodyHandlers.ofString());
    if (answer.statusCode() != 204) {
      throw new IOException(
          "repository "
              + repository
              + " not deleted: "
              + answer.statusCode()
              + " "
              + answer.body());
    }
  }

  /**
   * Whether there is a repository of this name.
   *
   * @throws IOException when the answer is neither 200 nor 404
   */
  public boolean has(String repository) throws IOException, InterruptedException {
    int status =
        http.send(ofRepository(repository).GET().build(), BodyHandlers.discarding()).statusCode();
    if (status != 200 && status != 404) {
      throw new IOException("asked for repository " + repository + ": " + status);
    }
    return status == 200;
  }

  private HttpRequest.Builder ofRepository(String repository) {
    return request("/api/v1/repos/" + service.user() + "/" + repository)
        .header("Authorization", "token " + service.token())
        .header("Content-Type", "application/json");
  }

  /** A working copy of an empty repository. */
  public WorkingCopy begin(String repository, Path into) throws IOException {
    WorkingCopy copy = new WorkingCopy(git(), into);
    copy.init(service.repository(repository));
    return copy;
  }

  /**
   * Clones everything, as a mirror.
   *
   * @param into must not exist
   * @throws GitException when it cannot be had whole
   */
  public RepositoryMirror mirror(String repository, Path into) throws IOException {
    Git git = git();
    git.run(
        into.toAbsolutePath().getParent(),
        "clone",
        "-q",
        "--mirror",
        service.repository(repository).toString(),
        into.toString());
    return new RepositoryMirror(git, into);
  }

  private Git git() {
    return new Git(
        "Authorization: Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (service.user() + ":" + service.token()).getBytes(StandardCharsets.UTF_8)),
        http::verify);
  }

  private HttpRequest.Builder request(String path) {
    URI uri = service.address().resolve(path);
    return HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN);
  }
}
