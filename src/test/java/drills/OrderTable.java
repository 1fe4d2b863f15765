package drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How the attempts at each order ended, kept in a file: a run that was interrupted goes on with
 * what is missing when it is begun again with its seed on the same commit.
 */
final class OrderTable {

  private static final char TAB = '\t';

  /** In the place of an outcome: what stands before it is of a run that was whole. */
  private static final String ANEW = "anew";

  private static final String DOCUMENTED = "LVOE";

  private final Path file;
  private final String state;
  private final int unaided;
  private final Map<String, List<OrderOutcome>> attempts = new ConcurrentHashMap<>();

  private OrderTable(Path file, String state, int unaided) {
    this.file = file;
    this.state = state;
    this.unaided = unaided;
  }

  /**
   * @param state names seed and commit; other lines of the file do not count
   * @param unaided how often the documented order is to be done
   */
  static OrderTable open(Path file, String state, int unaided) throws IOException {
    OrderTable table = new OrderTable(file, state, unaided);
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int tab = line.indexOf(TAB);
        if (tab > 0 && line.substring(0, tab).equals(state)) {
          table.read(line.substring(tab + 1));
        }
      }
    }
    if (table.closed() == RecoveryStep.everyOrder().size()) {
      // That run came to its end: another one with its seed asks anew.
      table.write(ANEW);
      table.attempts.clear();
    }
    return table;
  }

  private void read(String line) {
    if (line.equals(ANEW)) {
      attempts.clear();
    } else {
      keep(OrderOutcome.parse(line));
    }
  }

  synchronized void add(OrderOutcome outcome) {
    write(outcome.json());
    keep(outcome);
  }

  private void write(String line) {
    try {
      Files.writeString(
          file,
          state + TAB + line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** All attempts that were made, by order. */
  List<OrderOutcome> all() {
    return attempts.keySet().stream().sorted().flatMap(o -> attempts(o).stream()).toList();
  }

  private void keep(OrderOutcome outcome) {
    attempts.merge(
        outcome.order(),
        List.of(outcome),
        (before, now) -> Stream.concat(before.stream(), now.stream()).toList());
  }

  /** In the order in which they were made. */
  List<OrderOutcome> attempts(String order) {
    return attempts.getOrDefault(order, List.of());
  }

  /** Whether the order has to be tried, or tried once more. */
  boolean isOpen(String order) {
    return OrderVerdict.isOpen(attempts(order), order.equals(DOCUMENTED) ? unaided : 1);
  }

  /** Number of orders about which there is nothing more to be tried. */
  long closed() {
    return RecoveryStep.everyOrder().stream().filter(order -> !isOpen(order)).count();
  }

  /** What the attempts amount to; empty where there is none. */
  Optional<OrderOutcome> of(String order) {
    List<OrderOutcome> made = attempts(order);
    return made.isEmpty()
        ? Optional.empty()
        : Optional.of(OrderVerdict.of(made, (double) OrderLab.GATE_WITHIN.toSeconds(), usual()));
  }

  private double usual() {
    return OrderVerdict.usual(attempts(DOCUMENTED));
  }

  boolean isEmpty() {
    return attempts.isEmpty();
  }

  /** The outcomes that the filter wants, by order. */
  List<OrderOutcome> where(Predicate<OrderOutcome> wanted) {
    return attempts.keySet().stream()
        .sorted()
        .flatMap(order -> of(order).stream())
        .filter(wanted)
        .toList();
  }

  static List<String> names(Collection<OrderOutcome> some) {
    return some.stream().map(OrderOutcome::order).toList();
  }

  /** For people. */
  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "L = Longhorn's volumes restored, V = Vault unsealed, O = VSO restarted, E = ERP scaled"
                + " up\n\n"
                + "| order | end | attempts | red at | why, trouble on the way | ERP pods, restarts"
                + " | s |\n"
                + "|---|---|---|---|---|---|---|\n");
    for (String order : RecoveryStep.everyOrder()) {
      of(order)
          .ifPresent(
              o ->
                  text.append("| ")
                      .append(o.order())
                      .append(" | ")
                      .append(o.end().name().toLowerCase(Locale.ROOT))
                      .append(o.isByConstruction() ? ", by construction" : "")
                      .append(o.repeated().isEmpty() ? "" : ", " + o.repeated() + " done again")
                      .append(" | ")
                      .append(attempts(o.order()).size())
                      .append(" | ")
                      .append(o.diedAt())
                      .append(" | ")
                      .append(cell(o))
                      .append(" | ")
                      .append(o.pods())
                      .append(", ")
                      .append(o.restarts())
                      .append(" | ")
                      .append(Math.round(o.seconds()))
                      .append(" |\n"));
    }
    return text.toString();
  }

  private static String cell(OrderOutcome o) {
    String why = o.good() ? "" : o.why();
    String trouble = String.join("; ", o.trouble());
    return (why + (why.isEmpty() || trouble.isEmpty() ? "" : "; ") + trouble)
        .replace("|", "\\|")
        .replace('\n', ' ');
  }
}
