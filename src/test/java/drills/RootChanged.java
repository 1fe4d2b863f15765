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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers get another root login while it is in use: all are stopped, and started with it.
 *
 * @param old that is in use
 * @param next of this process' own making
 */
record RootChanged(Minio minio, MinioLogin old, MinioLogin next) implements Fault {

  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final int FORBIDDEN = 403;

  @Override
  public String name() {
    return "root-changed";
  }

  @Override
  public String target() {
    return "the root login of all servers";
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() {
    minio.changeLogin(next);
  }

  /** The old one is good nowhere, once the servers answer again. */
  @Override
  public Witness witness() {
    return new Witness() {
      @Override
      public Evidence observe() throws IOException {
        List<String> answers = new ArrayList<>();
        boolean refused = true;
        for (Node host : minio.hosts()) {
          try (ObjectClient client = minio.client(host, old, WITHIN)) {
            Reply reply = client.buckets().reply();
            refused &= reply.status() == FORBIDDEN;
            answers.add(host.name() + ": " + reply);
          }
        }
        return Evidence.of(refused, "with the old root login: " + String.join(", ", answers));
      }

      @Override
      public Duration deadline() {
        return Duration.ofSeconds(60);
      }
    };
  }
}
