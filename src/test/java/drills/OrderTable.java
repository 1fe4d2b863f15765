package drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * How each order ended, kept in a file: a run that was interrupted goes on with what is missing
 * when it is begun again with its seed on the same commit.
 */
final class OrderTable {

  private static final char TAB = '\t';

  private final Path file;
  private final String state;
  private final Map<String, OrderOutcome> outcomes = new ConcurrentHashMap<>();

  private OrderTable(Path file, String state) {
    this.file = file;
    this.state = state;
  }

  /**
   * @param state names seed and commit; other lines of the file do not count
   */
  static OrderTable open(Path file, String state) throws IOException {
    OrderTable table = new OrderTable(file, state);
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int tab = line.indexOf(TAB);
        if (tab > 0 && line.substring(0, tab).equals(state)) {
          OrderOutcome outcome = OrderOutcome.parse(line.substring(tab + 1));
          table.outcomes.put(outcome.order(), outcome);
        }
      }
    }
    return table;
  }

  synchronized void add(OrderOutcome outcome) {
    try {
      Files.writeString(
          file,
          state + TAB + outcome.json() + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    outcomes.put(outcome.order(), outcome);
  }

  Optional<OrderOutcome> of(String order) {
    return Optional.ofNullable(outcomes.get(order));
  }

  Collection<OrderOutcome> all() {
    return outcomes.values();
  }

  /** The outcomes that the filter wants, by order. */
  List<OrderOutcome> where(Predicate<OrderOutcome> wanted) {
    return outcomes.values().stream()
        .filter(wanted)
        .sorted(Comparator.comparing(OrderOutcome::order))
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
                + " up\n\n| order | end | dies at | why, trouble on the way | ERP pods, restarts | s |\n"
                + "|---|---|---|---|---|---|\n");
    for (String order : RecoveryStep.everyOrder()) {
      of(order)
          .ifPresent(
              o ->
                  text.append("| ")
                      .append(o.order())
                      .append(" | ")
                      .append(o.good() ? "green" : o.green() ? "green, data not kept" : "red")
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
