package firedrill.plan;

import firedrill.plan.Yaml.Field;
import firedrill.plan.Yaml.Fields;
import firedrill.plan.Yaml.Items;
import firedrill.plan.Yaml.Node;
import firedrill.plan.Yaml.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code plan.yaml}; every complaint names file, line, column, field and what is allowed. */
final class PlanFile {

  private static final List<String> FIELDS =
      List.of(
          "id",
          "title",
          "standard",
          "order",
          "rto",
          "rpo",
          "rpo-where",
          "rpo-open",
          "gates",
          "disk",
          "seed",
          "sizes",
          "twins",
          "twin-rto");
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4}) ?(MiB|GiB)");
  private static final String RTO_ALLOWED =
      Durations.ALLOWED + ", or none where nobody waits for an outage to end";
  private static final String NAME = "[a-z0-9][a-z0-9.-]*";

  private final Path file;

  private PlanFile(Path file) {
    this.file = file;
  }

  /**
   * Reads all of it.
   *
   * @throws PlanException when missing or malformed
   */
  public static Plan read(Path file) {
    return new PlanFile(file).plan();
  }

  private Plan plan() {
    Fields root = fields("the plan", Yaml.read(file), FIELDS);
    Path directory = file.toAbsolutePath().getParent().getFileName();
    Field id = required(root, "", "id", "the name of its directory, " + directory);
    String name = text("id", id.value(), "the name of its directory, " + directory);
    if (!name.equals(directory.toString())) {
      throw wrong(id.value(), "id", "the name of its directory, " + directory);
    }
    return new Plan(
        name,
        title(root),
        standard(root),
        names(root, "order"),
        rto(required(root, "", "rto", RTO_ALLOWED)),
        map(root, "rpo", this::duration),
        rpoWhere(root),
        rpoOpen(root),
        map(root, "gates", this::gate),
        disk(root),
        seed(root),
        map(root, "sizes", this::number),
        names(root, "twins"),
        twinRto(root));
  }

  /** Scenarios alone: a twin is planted to be blamed. */
  private List<String> rpoOpen(Fields root) {
    List<String> open = names(root, "rpo-open");
    List<String> twins = names(root, "twins");
    for (String name : open) {
      if (twins.contains(name)) {
        Field field = root.fields().get("rpo-open");
        throw at(field.line(), field.column(), "rpo-open", "scenarios, and no twins", name);
      }
    }
    return open;
  }

  private Map<String, Duration> twinRto(Fields root) {
    List<String> twins = names(root, "twins");
    Map<String, Duration> own = map(root, "twin-rto", this::duration);
    for (String twin : own.keySet()) {
      if (!twins.contains(twin)) {
        Field field = root.fields().get("twin-rto");
        throw at(field.line(), field.column(), "twin-rto", "budgets of the plan's twins", twin);
      }
    }
    return own;
  }

  private Map<String, String> title(Fields root) {
    String allowed = "a text in fr and one in en";
    Field title = required(root, "", "title", allowed);
    Fields languages = fields("title", title.value(), List.of("fr", "en"));
    Map<String, String> texts = new LinkedHashMap<>();
    for (String language : List.of("fr", "en")) {
      Field field = required(languages, "title.", language, allowed);
      texts.put(language, text("title." + language, field.value(), "a text"));
    }
    return texts;
  }

  private Optional<Duration> rto(Field rto) {
    return "none".equals(text("rto", rto.value(), RTO_ALLOWED))
        ? Optional.empty()
        : Optional.of(duration("rto", rto.value(), RTO_ALLOWED));
  }

  private Optional<String> rpoWhere(Fields root) {
    Field field = root.fields().get("rpo-where");
    if (field == null) {
      return Optional.empty();
    }
    String allowed = "the name of a capability like CUT_NODE_DISKS";
    String name = text("rpo-where", field.value(), allowed);
    if (!name.matches("[A-Z][A-Z_]*")) {
      throw wrong(field.value(), "rpo-where", allowed);
    }
    return Optional.of(name);
  }

  private boolean standard(Fields root) {
    Field field = root.fields().get("standard");
    if (field == null) {
      return false;
    }
    String text = text("standard", field.value(), "true or false");
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(field.value(), "standard", "true or false");
    }
    return text.equals("true");
  }

  private OptionalLong seed(Fields root) {
    Field field = root.fields().get("seed");
    String text = field == null ? "random" : text("seed", field.value(), "random or a number");
    if (text.equals("random")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new PlanException(
          wrong(field.value(), "seed", "random or a whole number").getMessage(), e);
    }
  }

  private long disk(Fields root) {
    Field field = root.fields().get("disk");
    if (field == null) {
      return Plan.USUAL_DISK;
    }
    String allowed = "a size like 500 MiB or 2 GiB";
    Matcher size = SIZE.matcher(text("disk", field.value(), allowed));
    if (!size.matches()) {
      throw wrong(field.value(), "disk", allowed);
    }
    return Long.parseLong(size.group(1)) << (size.group(2).equals("GiB") ? 30 : 20);
  }

  private GateBudget gate(String path, Node node) {
    Fields fields = fields(path, node, List.of("budget", "hold"));
    Field budget = required(fields, path + ".", "budget", Durations.ALLOWED);
    Duration granted = duration(path + ".budget", budget.value());
    if (granted.isZero()) {
      throw wrong(budget.value(), path + ".budget", Durations.ALLOWED + ", above zero");
    }
    Field hold = fields.fields().get("hold");
    return new GateBudget(
        granted, hold == null ? Duration.ZERO : duration(path + ".hold", hold.value()));
  }

  private long number(String path, Node node) {
    String text = text(path, node, "a whole number");
    if (!text.matches("\\d{1,9}")) {
      throw wrong(node, path, "a whole number from 0 to 999999999");
    }
    return Long.parseLong(text);
  }

  private Duration duration(String path, Node node) {
    return duration(path, node, Durations.ALLOWED);
  }

  private Duration duration(String path, Node node, String allowed) {
    return Durations.parse(text(path, node, allowed)).orElseThrow(() -> wrong(node, path, allowed));
  }

  private List<String> names(Fields root, String path) {
    Field field = root.fields().get(path);
    if (field == null) {
      return List.of();
    }
    String allowed = "a list of names like vault-unsealed";
    if (!(field.value() instanceof Items items)) {
      throw wrong(field.value(), path, allowed);
    }
    Set<String> names = new LinkedHashSet<>();
    for (Node item : items.items()) {
      String name = text(path, item, allowed);
      if (!name.matches(NAME)) {
        throw wrong(item, path, allowed);
      }
      if (!names.add(name)) {
        throw wrong(item, path, "each name once");
      }
    }
    return List.copyOf(names);
  }

  private <T> Map<String, T> map(Fields root, String path, BiFunction<String, Node, T> value) {
    Field field = root.fields().get(path);
    Map<String, T> map = new LinkedHashMap<>();
    if (field != null) {
      if (!(field.value() instanceof Fields fields)) {
        throw wrong(
            field.value(), path, "names with values, each on a line of its own: <name>: <value>");
      }
      for (Field entry : fields.fields().values()) {
        if (!entry.name().matches(NAME)) {
          throw at(entry.line(), entry.column(), path, "a name like vault-unsealed", entry.name());
        }
        map.put(entry.name(), value.apply(path + "." + entry.name(), entry.value()));
      }
    }
    return map;
  }

  private Fields fields(String path, Node node, List<String> known) {
    if (!(node instanceof Fields fields)) {
      throw wrong(node, path, "the fields " + known);
    }
    for (Field field : fields.fields().values()) {
      if (!known.contains(field.name())) {
        throw new PlanException(
            "%s:%d:%d: unknown field %s in %s%s; allowed: %s"
                .formatted(
                    file,
                    field.line(),
                    field.column(),
                    field.name(),
                    path,
                    Nearest.hint(field.name(), known),
                    known));
      }
    }
    return fields;
  }

  private Field required(Fields fields, String prefix, String name, String allowed) {
    Field field = fields.fields().get(name);
    if (field == null) {
      throw new PlanException(
          "%s:%d:%d: field %s%s is missing; write %s"
              .formatted(file, fields.line(), fields.column(), prefix, name, allowed));
    }
    return field;
  }

  private String text(String path, Node node, String allowed) {
    if (node instanceof Text text && !text.value().isBlank()) {
      return text.value();
    }
    throw wrong(node, path, allowed);
  }

  private PlanException wrong(Node node, String path, String allowed) {
    String found =
        node instanceof Text text
            ? text.value().isBlank() ? "nothing" : text.value()
            : node instanceof Items ? "a list" : "fields";
    return at(node.line(), node.column(), path, allowed, found);
  }

  private PlanException at(int line, int column, String path, String allowed, String found) {
    return new PlanException(
        "%s:%d:%d: field %s must be %s; found %s"
            .formatted(file, line, column, path, allowed, found));
  }
}
