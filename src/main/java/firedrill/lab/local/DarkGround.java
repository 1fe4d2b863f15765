package firedrill.lab.local;

import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.lab.LabOptions;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.util.List;

/** Three nodes on which no Kubernetes was ever started, and the foundations on pi2. */
public final class DarkGround implements AutoCloseable {

  private final Path checkout;
  private final Guard guard;
  private final LocalFoundations foundations;
  private final LocalSandbox sandbox;

  public DarkGround(Path directory, Path checkout, LabOptions options) {
    this.checkout = checkout;
    Path own = directory.toAbsolutePath();
    Toolbox toolbox = Toolbox.of(checkout);
    this.guard =
        Guard.begin(
            new RecordStore(own.resolve("record")),
            SandboxRecord.create(
                "lab-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36),
                "local",
                Addresses.ALL,
                List.of()),
            GuardSettings.system());
    this.foundations =
        options.pi2() == Pi2.VM
            ? new MachineFoundations(own, checkout, toolbox, options)
            : ProcessFoundations.withGit(own, checkout, toolbox, options, guard);
    this.sandbox = LocalSandbox.start(own, List.of("pi1", "pi2", "pi3"), foundations.contents());
    foundations.attach(sandbox, guard);
  }

  /** Returns before they answer. */
  public void startFoundations() {
    foundations.start();
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  public Database database() {
    return foundations.database();
  }

  public GitService git() {
    return foundations.git();
  }

  public Guard guard() {
    return guard;
  }

  /** Copies the nodes' logs. */
  public void collect(Path into) {
    sandbox.collectLogs(into);
  }

  /** One shell line that opens a shell inside. */
  public String howToEnter() {
    return checkout.resolve("sandbox/enter") + " " + System.getenv("FIREDRILL_OUTER_PID");
  }

  @Override
  public void close() {
    foundations.close();
    sandbox.close();
  }
}
