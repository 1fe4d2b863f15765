package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * A user gets another secret while it works.
 *
 * @param old what it works with
 * @param next the same user with the new secret
 */
record LoginRotated(Minio minio, Node asked, MinioLogin old, MinioLogin next) implements Fault {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  /** Who may read and write everything. */
  static void makeUser(Minio minio, Node asked, MinioLogin user)
      throws IOException, TimeoutException {
    add(minio, asked, user);
    type(minio, asked, "policy", "attach", Minio.ALIAS, "readwrite", "--user", user.accessKey());
  }

  /**
   * @param policy a file of what the user may do
   */
  static void makeUser(Minio minio, Node asked, MinioLogin user, Path policy)
      throws IOException, TimeoutException {
    add(minio, asked, user);
    String name = "of-" + user.accessKey();
    type(minio, asked, "policy", "create", Minio.ALIAS, name, policy.toString());
    type(minio, asked, "policy", "attach", Minio.ALIAS, name, "--user", user.accessKey());
  }

  /** The same command makes a user and changes its secret. */
  private static void add(Minio minio, Node asked, MinioLogin user)
      throws IOException, TimeoutException {
    type(minio, asked, "user", "add", Minio.ALIAS, user.accessKey(), user.secretKey());
  }

  private static void type(Minio minio, Node asked, String... arguments)
      throws IOException, TimeoutException {
    List<String> all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(arguments));
    Command.Result done = minio.operator(asked).type(WITHIN, all.toArray(String[]::new));
    if (!done.ok()) {
      throw new IOException("mc admin " + arguments[0] + ": " + done.output().strip());
    }
  }

  @Override
  public String name() {
    return "login-rotated";
  }

  @Override
  public String target() {
    return "user " + old.accessKey();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() throws IOException, TimeoutException {
    add(minio, asked, next);
  }

  /** The old secret is good nowhere. */
  @Override
  public Witness witness() {
    return () -> {
      List<String> answers = new ArrayList<>();
      boolean refused = true;
      for (Node host : minio.hosts()) {
        try (ObjectClient client = minio.client(host, old, WITHIN)) {
          Reply reply = client.buckets().reply();
          refused &= reply.kind() == Reply.Kind.REFUSED && reply.status() == 403;
          answers.add(host.name() + ": " + reply);
        }
      }
      return Evidence.of(refused, "with the old secret: " + String.join(", ", answers));
    };
  }
}
