package firedrill.junit;

import firedrill.fault.FaultInjector;
import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalListener;
import firedrill.journal.Readable;
import firedrill.plan.Durations;
import firedrill.verdict.Judgement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The journal on the console, one line per event that matters. While a gate or anything else is
 * waited for, its time and budget: on a terminal on one line that is rewritten, else every ten
 * seconds as a line. Texts as people read them ({@link Readable}). A quiet one tells verdicts,
 * errors and what was not drilled.
 */
final class ConsoleView implements JournalListener {

  /** Of a wait that has only begun a plain console says nothing. */
  private static final double WORTH_A_LINE_MS = 5000;

  /** What even a quiet console tells. */
  private static final Set<String> LOUD =
      Set.of(EventType.VERDICT, EventType.ERROR, EventType.NOT_DRILLED);

  /** What is not as it should be. */
  private static final Pattern ALARM =
      Pattern.compile("^(RED|NOT STEADY|NO WITNESS|ERROR|REFUSED)\\b|: (FAILED|LATE)\\b");

  /** Characters of a reason beside a verdict. */
  private static final int REASON = 200;

  private static final String INDENT = " ".repeat(10);

  /** What is real in the lab of the scenario before: most scenarios share one. */
  private static final AtomicReference<String> LAST_LAB = new AtomicReference<>("");

  private final Consumer<String> lines;
  private final Optional<Terminal> terminal;
  private final boolean quiet;
  private final Paint paint;
  private final Heading heading;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "console");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Waiting waiting;
  private String lastRed = "";
  private volatile String planted = "";
  private String scenario = "";
  private Path journal;

  ConsoleView(Heading heading) {
    this(Say::line, Terminal.wanted(), Say.isQuiet(), Paint.wanted(), heading);
  }

  ConsoleView(
      Consumer<String> lines,
      Optional<Terminal> terminal,
      boolean quiet,
      Paint paint,
      Heading heading) {
    this.lines = lines;
    this.terminal = terminal;
    this.quiet = quiet;
    this.paint = paint;
    this.heading = heading;
  }

  @Override
  public void opened(Path file) {
    journal = file;
    long period = terminal.isPresent() ? 200 : 10_000;
    var unused = ticker.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void on(Event event) {
    if (event.is(EventType.RUN_STARTED)) {
      scenario = event.text("drill") + "/" + event.text("scenario");
    }
    waiting = Waiting.after(event, waiting);
    Optional<String> text = isSaid(event) ? Optional.empty() : text(event);
    if (!quiet || LOUD.contains(event.type())) {
      text.map(told -> painted(event, Readable.of(told).replace("\n", "\n" + INDENT)))
          .ifPresent(told -> print("%8s  %s".formatted(Durations.text(event.t()), told)));
    }
  }

  @Override
  public void closed() {
    ticker.shutdownNow();
    terminal.ifPresent(Terminal::clear);
  }

  /** A twin's planted fault alarms nobody: of it the verdict alone has a colour. */
  private String painted(Event event, String text) {
    if (event.is(EventType.VERDICT)) {
      return paint.judged(Judgement.valueOf(judgement(event)), text);
    }
    return planted.isEmpty() && ALARM.matcher(text).find() ? paint.alarm(text) : text;
  }

  private static String judgement(Event verdict) {
    String judgement = verdict.text("judgement");
    return judgement.isEmpty() ? verdict.text("verdict") : judgement;
  }

  /**
   * Whether it repeats the line before: a twin keeps beside a gate that it turned red, or a step
   * that was refused, that it had to.
   */
  private boolean isSaid(Event event) {
    if (event.is(EventType.GATE_FAILED) || event.is(EventType.STEP_REFUSED)) {
      lastRed = event.text(event.is(EventType.GATE_FAILED) ? "gate" : "step");
    }
    return event.is(EventType.OBSERVED)
        && event.text("name").equals("red")
        && event.text("value").equals(lastRed);
  }

  private void tick() {
    Waiting now = waiting;
    if (now == null || quiet) {
      return;
    }
    if (terminal.isPresent()) {
      terminal.get().rewrite("%s  %s".formatted(scenario, now.line()));
    } else if (now.forMs() >= WORTH_A_LINE_MS) {
      print(INDENT + now.line());
    }
  }

  private void print(String text) {
    terminal.ifPresent(Terminal::clear);
    lines.accept(text);
  }

  private static String named(Event started) {
    return started.object("expect").get("culprits") instanceof List<?> all
        ? all.stream().map(String::valueOf).collect(Collectors.joining(" and "))
        : "anything";
  }

  private Optional<String> text(Event e) {
    if (e.is(EventType.RUN_STARTED) && e.isTrue("twin")) {
      Map<String, Object> expect = e.object("expect");
      planted = "must be " + expect.get("verdict") + " by " + named(e);
    }
    return Optional.ofNullable(
        switch (e.type()) {
          case EventType.RUN_STARTED ->
              "%s%s%s\nseed %s, journal %s"
                  .formatted(
                      heading.before(),
                      scenario,
                      heading.after(e.isTrue("twin")),
                      e.text("seed"),
                      journal);
          case EventType.PHASE_STARTED -> "phase " + e.text("phase");
          case EventType.COMPONENT_STARTED ->
              "ready: %s, took %s".formatted(e.text("component"), time(e, "tookMs"));
          case EventType.LAB_REALITY -> reality(e);
          case EventType.STEADY_CHECKED ->
              e.isTrue("ok")
                  ? e.text("when").equals("before") ? "steady: " + e.text("name") : null
                  : "NOT STEADY %s: %s: %s"
                      .formatted(
                          e.text("when").equals("before") ? "to begin with" : "afterwards",
                          e.text("name"),
                          e.text("observed"));
          case EventType.FAULT_INJECTED ->
              "fault %s on %s".formatted(e.text("fault"), e.text("target"));
          case EventType.FAULT_WITNESSED -> "witnessed: " + e.text("evidence");
          case EventType.FAULT_UNWITNESSED -> "NO WITNESS: " + e.text("evidence");
          case EventType.OBSERVED ->
              e.text("detail").startsWith(FaultInjector.NOT_NEEDED)
                  ? null
                  : (e.isFalse("ok") ? "RED %s: %s%s" : "saw %s: %s%s")
                      .formatted(e.text("name"), e.text("detail"), value(e));
          case EventType.NOT_DRILLED ->
              "not drilled here: needs %s (%s)"
                  .formatted(String.join(", ", e.texts("needs")), e.text("detail"));
          case EventType.PICTURE -> "picture: " + journal.resolveSibling(e.text("file"));
          case EventType.FINDING -> "finding: " + e.text("text");
          case EventType.ERROR -> "ERROR in %s: %s".formatted(e.text("where"), e.text("message"));
          case EventType.VERDICT ->
              "%s  %s%s%s"
                  .formatted(
                      judgement(e),
                      scenario,
                      planted.isEmpty() ? "" : " [twin: " + planted + "]",
                      e.texts("reasons").isEmpty() ? "" : "  " + brief(e.texts("reasons").get(0)));
          default -> recovery(e);
        });
  }

  /** Of steps, gates and checks; null for any other event. */
  private static String recovery(Event e) {
    return switch (e.type()) {
      case EventType.STEP_STARTED -> "step %s [%s]".formatted(e.text("step"), e.text("actor"));
      case EventType.STEP_REFUSED -> "REFUSED: " + e.text("reason");
      case EventType.STEP_FAILED ->
          "step %s: FAILED: %s".formatted(e.text("step"), e.text("message"));
      case EventType.GATE_WAITING ->
          "gate %s: waiting, budget %s%s"
              .formatted(
                  e.text("gate"),
                  time(e, "budgetMs"),
                  Waiting.gone(e) < 1000
                      ? ""
                      : ", " + Durations.text(Waiting.gone(e)) + " of it gone in the step");
      case EventType.GATE_PASSED ->
          "gate %s: passed after %s".formatted(e.text("gate"), time(e, "tookMs"));
      case EventType.GATE_LATE ->
          "gate %s: LATE, after %s, budget %s%s%s"
              .formatted(
                  e.text("gate"),
                  time(e, "tookMs"),
                  time(e, "budgetMs"),
                  told("; until then: ", e.text("notYet")),
                  told("; then: ", e.text("observed")));
      case EventType.GATE_FAILED ->
          "gate %s: FAILED: %s; last seen: %s"
              .formatted(e.text("gate"), e.text("reason"), e.text("observed"));
      case EventType.CHECK_PASSED ->
          "check %s: ok, %s".formatted(e.text("check"), e.text("detail"));
      case EventType.CHECK_FAILED ->
          "check %s: FAILED, %s: %s"
              .formatted(e.text("check"), e.text("culprit"), e.text("detail"));
      default -> null;
    };
  }

  /** What was seen, where the detail does not say it; lists and tables are for the reports. */
  private static String value(Event e) {
    String value = e.text("value");
    String detail = e.text("detail");
    return e.fields().get("value") instanceof Number || e.fields().get("value") instanceof String
        ? Readable.tells(detail, e.fields().get("value"))
            ? ""
            : (value.contains("\n") ? ":\n" : ": ") + value.stripTrailing()
        : "";
  }

  /** A reason may list every entry that is missing; the line of the check has said it in full. */
  private static String brief(String reason) {
    return reason.length() <= REASON ? reason : reason.substring(0, REASON) + "…";
  }

  /** What a reader must not take for the real thing; the whole table is in the reports. */
  private static String reality(Event e) {
    Map<String, List<String>> parts =
        e.all("rows").stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.text("kind"),
                    Collectors.mapping(row -> row.text("what"), Collectors.toList())));
    if (parts.isEmpty()) {
      return null;
    }
    String told =
        "%d programs are real%s%s"
            .formatted(
                parts.getOrDefault("real", List.of()).size(),
                listed("; stand-ins: ", parts.get("stand-in")),
                listed("; absent: ", parts.get("absent")));
    return told.equals(LAST_LAB.getAndSet(told)) ? "real and stand-ins as before" : told;
  }

  private static String listed(String before, List<String> some) {
    return some == null ? "" : before + String.join(", ", some);
  }

  private static String told(String before, String text) {
    return text.isEmpty() ? "" : before + text;
  }

  private static String time(Event event, String field) {
    return Durations.text(event.number(field).orElse(0));
  }
}
