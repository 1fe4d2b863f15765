package drills;

import firedrill.ground.LabJvm;
import firedrill.ground.Sandboxes;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One more lab, in namespaces of its own inside those of the drill: it is broken by the same seed
 * and tries the orders it is told on its standard input.
 */
final class OrderWorker implements AutoCloseable {

  private static final String READY = "ready";
  private static final String OUTCOME = "outcome\t";

  private final Process process;
  private final BufferedReader answers;

  private OrderWorker(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Returns at once. */
  static OrderWorker start(Path directory, Path evidence, long seed) throws IOException {
    Path checkout = Path.of(System.getProperty("firedrill.basedir", "")).toAbsolutePath();
    Files.createDirectories(evidence);
    LabJvm jvm =
        Sandboxes.chosen()
            .jvm(
                checkout,
                directory,
                List.of(
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    "-Dfiredrill.basedir=" + checkout,
                    "-Dsandbox=" + Sandboxes.chosen().kind(),
                    OrderWorker.class.getName(),
                    evidence.toString(),
                    Long.toString(seed)));
    ProcessBuilder builder =
        new ProcessBuilder(jvm.command())
            .directory(checkout.toFile())
            .redirectError(evidence.resolve("stderr.txt").toFile());
    builder.environment().putAll(jvm.environment());
    return new OrderWorker(builder.start());
  }

  /** Waits until its lab is broken and saved. */
  void awaitReady() throws IOException {
    answer(READY);
  }

  OrderOutcome attempt(String order) throws IOException {
    process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return OrderOutcome.parse(answer(OUTCOME).substring(OUTCOME.length()));
  }

  private String answer(String start) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(start)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("the second lab has ended, see stderr.txt in its evidence");
    }
    return line;
  }

  /** Ends the process, and with its first process its lab. */
  @Override
  public void close() {
    process.destroy();
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Path evidence = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    Path checkout = Path.of(System.getProperty("firedrill.basedir"));
    Plan plan = new DrillCatalog(checkout.resolve("drills")).plan("order-matters");
    DrillRun run = DrillRun.apart(plan, evidence.resolve("breaking"), seed);
    Path directory = Sandboxes.chosen().labDirectory().orElse(evidence).resolve("lab-1");
    try (HomeLab lab = new LonghornLabFactory().create(directory, seed);
        OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      int tried = 0;
      System.out.println(READY);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String order = in.readLine(); order != null; order = in.readLine()) {
        Path folder = evidence.resolve(order + "-" + ++tried);
        System.out.println(OUTCOME + orders.attemptFromStage(order, folder).json());
      }
    } finally {
      run.journal().close();
    }
  }
}
