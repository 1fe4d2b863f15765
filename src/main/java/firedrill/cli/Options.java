package firedrill.cli;

import firedrill.plan.Durations;
import firedrill.plan.Nearest;
import firedrill.sandbox.ImageSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a run of drills, {@code -D<name>=<value>}. A value that there is not, and a name
 * that is a slip of the pen, would else be found out after minutes, or never.
 */
final class Options {

  private static final Pattern NAME = Pattern.compile("(?:^|\\s)-D\\s*([^\\s=]+)");

  /** What names not given here may be: a drill's id, a folder, a program. */
  private static final List<String> FREE =
      List.of(
          "drill",
          "sandbox",
          "drills.dir",
          "firedrill.cache",
          "firedrill.reports",
          "firedrill.stop");

  /** Those with few values; a blank one is as if it were not there. */
  private static final Map<String, List<String>> CHOICES = new LinkedHashMap<>();

  static {
    CHOICES.put("keep", List.of("never", "on-failure", "always"));
    CHOICES.put("lang", List.of("fr", "en"));
    CHOICES.put("pi2", List.of("process", "vm"));
    CHOICES.put("pi2.arch", List.of("arm64", "amd64"));
    CHOICES.put("images", List.of("pull", "build", "auto"));
    CHOICES.put("labs", List.of("1", "2"));
    CHOICES.put("twins", List.of("true", "false", "only"));
    CHOICES.put("skip.unit.tests", List.of("true", "false"));
    CHOICES.put("console", List.of("tty", "plain", "quiet"));
    CHOICES.put("setup", List.of("never"));
    CHOICES.put("firedrill.skips", List.of("fail"));
  }

  private static final String SEED = "seed";
  private static final String KEEP_FOR = "keep.for";
  private static final String REGISTRY = "images.registry";
  private static final Pattern SEEDS = Pattern.compile("random|[+-]?\\d{1,18}");

  private Options() {}

  /**
   * What is wrong with them, a line each.
   *
   * @param properties their values by name; null for what is not set
   * @param commandLine what {@code mvn} was called with, as its start script exports it; null
   *     without
   */
  static List<String> wrong(UnaryOperator<String> properties, String commandLine) {
    List<String> wrong = new ArrayList<>();
    CHOICES.forEach(
        (name, allowed) -> {
          String value = properties.apply(name);
          if (value != null && !value.isBlank() && !allowed.contains(value.strip())) {
            wrong.add(
                "-D%s=%s is none of its values: %s%s"
                    .formatted(
                        name, value, String.join(", ", allowed), Nearest.hint(value, allowed)));
          }
        });
    String seed = properties.apply(SEED);
    if (seed != null && !seed.isBlank() && !SEEDS.matcher(seed.strip()).matches()) {
      wrong.add("-Dseed=" + seed + " is neither random nor a whole number of up to 18 digits");
    }
    String keepFor = properties.apply(KEEP_FOR);
    if (keepFor != null && !keepFor.isBlank() && Durations.parse(keepFor).isEmpty()) {
      wrong.add("-Dkeep.for must be " + Durations.ALLOWED + "; found " + keepFor);
    }
    wrong.addAll(ImageSource.wrong(properties.apply(REGISTRY)));
    wrong.addAll(misspelt(commandLine == null ? "" : commandLine));
    return wrong;
  }

  /**
   * Programs of one's own, {@code -Dtool.<name>}, that no lab starts: they would be passed over.
   *
   * @param commandLine as for {@link #wrong}
   * @param programs that labs and tests start
   */
  static List<String> unknownPrograms(String commandLine, Collection<String> programs) {
    List<String> wrong = new ArrayList<>();
    Matcher matcher = NAME.matcher(commandLine == null ? "" : commandLine);
    while (matcher.find()) {
      String option = matcher.group(1);
      String name = option.substring(option.indexOf('.') + 1);
      if (option.startsWith("tool.") && !programs.contains(name)) {
        wrong.add(
            "-D%s names no program that is started here%s"
                .formatted(option, Nearest.hint(name, programs)));
      }
    }
    return wrong;
  }

  private static List<String> misspelt(String commandLine) {
    List<String> known = new ArrayList<>(FREE);
    known.addAll(CHOICES.keySet());
    known.add(SEED);
    known.add(KEEP_FOR);
    known.add(REGISTRY);
    List<String> wrong = new ArrayList<>();
    Matcher matcher = NAME.matcher(commandLine);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!known.contains(name)) {
        Nearest.slip(name, known)
            .ifPresent(
                meant ->
                    wrong.add(
                        "-D%s is no option, and would be passed over; did you mean -D%s?"
                            .formatted(name, meant)));
      }
    }
    return wrong;
  }
}
