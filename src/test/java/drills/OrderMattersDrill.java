package drills;

import com.sun.management.OperatingSystemMXBean;
import firedrill.claims.ClaimOutcome;
import firedrill.fault.Evidence;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All orders of the four steps, and all in which one is left out, from one broken state. */
@Drill("order-matters")
@LabWith(LonghornLabFactory.class)
class OrderMattersDrill {

  static final String DOCUMENTED = "LVOE";

  /** What a second lab needs at its peak, with room for the kernel's cache. */
  private static final long BYTES_PER_LAB = 6L << 30;

  @Scenario("every-order")
  @Needs({
    Capability.CUT_POWER,
    Capability.REWIND_DISKS,
    Capability.NODE_FILES,
    Capability.VOLUME_BLOCKS
  })
  void everyOrderFromOneBrokenState(HomeLab lab, DrillRun run) throws Exception {
    OrderTable table = table(run);
    Queue<String> left = new ConcurrentLinkedQueue<>(RecoveryStep.everyOrder());
    left.removeIf(order -> !table.isOpen(order));
    if (!table.isEmpty()) {
      run.finding(
          table.all().size()
              + " attempts are of an interrupted run of this commit with this seed, and decide with"
              + " those of this run");
      table.all().forEach(o -> run.observe("order-before", o.toString(), o.end().name()));
    }
    run.observe(
        "orders",
        "named by their steps: L Longhorn, V Vault unsealed, O the operator's login, E the ERP",
        null);
    try (SecondLab second = secondLab(lab, run, table, left);
        OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      stage(orders, run);
      explore(orders, run, table, left);
      run.timed(
          "the second lab",
          () -> {
            second.join();
            return null;
          });
      // What a second lab that broke has given back.
      explore(orders, run, table, left);
      stage(orders, run);
      Files.writeString(run.directory().resolve("orders.md"), table.markdown());
      // First what was found: a check that cannot decide ends the scenario.
      claims(table, run);
      checks(table, run);
    }
  }

  @Twin(
      value = "stage-not-set",
      expect = VerdictKind.FAIL,
      culprit = {"stage-set", "every-order-tried"})
  void aVolumeThatIsLeftOnTheStageIsNamed(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      run.inject(
          new Mistake(
              "volume-left",
              "left-over",
              () -> lab.longhorn().createVolume("left-over", 64L << 20, 2),
              () ->
                  Evidence.of(
                      lab.longhorn().volume("left-over").isPresent(), "Longhorn knows it")));
      Planted.gate(run, "stage-set", orders.stage(), "nobody takes the volume away");
      OrderTable none = OrderTable.open(run.directory().resolve("none.jsonl"), "", 1);
      run.check("every-order-tried", () -> everyOrderTried(none));
    }
  }

  private static void explore(OrderLab orders, DrillRun run, OrderTable table, Queue<String> left)
      throws Exception {
    for (String order = left.poll(); order != null; order = left.poll()) {
      String now = order;
      run.timed(
          "order " + now,
          () -> {
            Path folder = evidence(run, now + "-" + (1 + table.attempts(now).size()));
            report(orders.attemptFromStage(now, folder), table, left, run);
            return null;
          });
    }
  }

  static void stage(OrderLab orders, DrillRun run) throws Exception {
    run.timed(
        "the disks to be rewound",
        () -> {
          orders.rewind();
          return null;
        });
    run.gate("stage-set", orders.stage());
  }

  static Path evidence(DrillRun run, String order) {
    return run.directory().resolve("orders").resolve(order);
  }

  /** One that needs another attempt gets it once the others have had theirs. */
  private static void report(
      OrderOutcome outcome, OrderTable table, Queue<String> left, DrillRun run) {
    table.add(outcome);
    if (table.isOpen(outcome.order())) {
      left.add(outcome.order());
    }
    run.observe(
        "order",
        table.closed() + " of " + RecoveryStep.everyOrder().size() + " orders known; " + outcome,
        outcome.end().name());
  }

  private static OrderTable table(DrillRun run) throws IOException {
    Path reports = Path.of(System.getProperty("firedrill.reports", "reports"));
    int unaided = run.plan().size("unaided-runs");
    // What was tried with changes beside the commit is not what this commit does.
    return run.isDirty()
        ? OrderTable.open(run.directory().resolve("orders.jsonl"), "", unaided)
        : OrderTable.open(
            reports.resolve("order-matters.jsonl"), run.seed() + " " + run.commit(), unaided);
  }

  private static void checks(OrderTable table, DrillRun run) {
    run.check("every-order-tried", () -> everyOrderTried(table));
    OrderDocumentedDrill.isGreen(table.of(DOCUMENTED).orElseThrow(), run);
  }

  private static CheckResult everyOrderTried(OrderTable table) {
    List<String> open = RecoveryStep.everyOrder().stream().filter(table::isOpen).toList();
    List<OrderOutcome> unknown = table.where(o -> o.end() == OrderOutcome.End.UNKNOWN);
    return open.isEmpty() && unknown.isEmpty()
        ? CheckResult.passed(
            "%d orders: %d green, %d red more than once"
                .formatted(
                    table.closed(),
                    table.where(OrderOutcome::good).size(),
                    table.where(o -> o.end() == OrderOutcome.End.RED).size()))
        : CheckResult.failed(
            "every-order-tried",
            "not tried, or not often enough: "
                + open
                + "; tried, and still unknown: "
                + OrderTable.names(unknown));
  }

  private static void claims(OrderTable table, DrillRun run) {
    List<OrderOutcome> whole = table.where(o -> o.order().length() == 4);
    List<OrderOutcome> green = table.where(o -> o.order().length() == 4 && o.good());
    List<OrderOutcome> shorter = table.where(o -> o.order().length() == 3 && o.good());
    List<OrderOutcome> unknown = table.where(o -> o.end() == OrderOutcome.End.UNKNOWN);
    run.finding(
        green.size()
            + " of "
            + whole.size()
            + " orders end green with all data: "
            + OrderTable.names(green)
            + "; with one step left out: "
            + OrderTable.names(shorter)
            + "; red by construction, for nobody has started the ERP: "
            + OrderTable.names(table.where(OrderOutcome::isByConstruction))
            + "; unknown: "
            + OrderTable.names(unknown));
    run.finding(
        "O is a restart of VSO's operator, by hand: whether VSO logs in anew by itself is for"
            + " vault-sealed to say");
    OrderDocumentedDrill.claim(run, table.attempts(DOCUMENTED), "");
    claim(
        run,
        "erp-last",
        table.where(o -> o.order().contains("E") && !o.order().endsWith("E")),
        "green although the ERP did not come last: ");
    earlyErp(table, run);
  }

  /** Orders in which the ERP had a pod although Vault or VSO had not had their turn. */
  private static void earlyErp(OrderTable table, DrillRun run) {
    List<OrderOutcome> early =
        table.where(o -> (o.isBefore('E', 'O') || o.isBefore('E', 'V')) && o.pods() > 0);
    if (early.isEmpty()) {
      run.finding("no ERP had a pod before Vault or VSO: whether it crashes then was not seen");
      return;
    }
    int pods = early.stream().mapToInt(OrderOutcome::pods).sum();
    int restarts = early.stream().mapToInt(OrderOutcome::restarts).sum();
    run.claim(
        "erp-early-crash-loops",
        ClaimOutcome.of(restarts > 0),
        restarts
            + " restarts of containers in "
            + pods
            + " pods of the ERP, in "
            + early.size()
            + " orders with it early");
  }

  /** Green ones speak against the claim; while one of them all is unknown nothing confirms it. */
  private static void claim(DrillRun run, String id, List<OrderOutcome> asked, String what) {
    List<OrderOutcome> green = asked.stream().filter(OrderOutcome::good).toList();
    List<OrderOutcome> unknown =
        asked.stream().filter(o -> o.end() == OrderOutcome.End.UNKNOWN).toList();
    run.claim(
        id,
        !green.isEmpty()
            ? ClaimOutcome.REFUTED
            : unknown.isEmpty() ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        what
            + OrderTable.names(green)
            + " of "
            + asked.size()
            + (unknown.isEmpty() ? "" : "; unknown: " + OrderTable.names(unknown)));
  }

  /** Whether there is a core and memory for a second lab; {@code -Dlabs=1} or 2 decides. */
  private static boolean roomForTwo() {
    String wanted = System.getProperty("labs", "").strip();
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return wanted.isEmpty()
        ? machine.getAvailableProcessors() > 1 && machine.getFreeMemorySize() > BYTES_PER_LAB
        : Integer.parseInt(wanted) > 1;
  }

  private static SecondLab secondLab(
      HomeLab lab, DrillRun run, OrderTable table, Queue<String> left) throws IOException {
    if (left.size() < 2 || !roomForTwo()) {
      return new SecondLab(Optional.empty(), Optional.empty());
    }
    OrderWorker worker =
        OrderWorker.start(
            lab.directory().resolveSibling("second"),
            run.directory().resolve("second"),
            run.seed());
    Thread thread = new Thread(() -> work(worker, run, table, left), "second-lab");
    thread.setDaemon(true);
    thread.start();
    return new SecondLab(Optional.of(worker), Optional.of(thread));
  }

  private static void work(OrderWorker worker, DrillRun run, OrderTable table, Queue<String> left) {
    String now = null;
    try {
      worker.awaitReady();
      for (now = left.poll(); now != null; now = left.poll()) {
        report(worker.attempt(now), table, left, run);
      }
    } catch (IOException | RuntimeException e) {
      if (now != null) {
        left.add(now);
      }
      run.finding("the second lab has ended early: " + e.getMessage());
    }
  }

  private record SecondLab(Optional<OrderWorker> worker, Optional<Thread> thread)
      implements AutoCloseable {

    void join() throws InterruptedException {
      if (thread.isPresent()) {
        thread.get().join();
      }
    }

    /** Its thread ends with its lab. */
    @Override
    public void close() throws InterruptedException {
      worker.ifPresent(OrderWorker::close);
      join();
    }
  }
}
