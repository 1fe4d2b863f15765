package firedrill.cli;

import firedrill.rescue.Found;
import firedrill.rescue.Testimony;
import firedrill.rescue.Unseen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options of both commands that compare replicas. */
final class RescueEvidence {

  private static final Pattern WORD = Pattern.compile("(.+?):[a-z][a-z-]*(=.*)?");

  @Option(
      names = "--saved",
      paramLabel = "<file>",
      converter = RescuePath.class,
      description = "Saved Longhorn resources, in any form that check reads.")
  private Path saved;

  @Option(
      names = "--backing",
      paramLabel = "<volume>=<image>",
      description = "The backing image that a volume stands on.")
  private Map<String, Path> backing = new HashMap<>();

  @Option(
      names = "--exact-copies",
      description = "The directories are copies that kept holes and zeros apart (tar -S).")
  private boolean exactCopies;

  @Option(
      names = "--saved-at-the-end",
      description = "You know that nothing was written any more when --saved was made.")
  private boolean ofTheEnd;

  @Option(
      names = "--clocks-within",
      paramLabel = "<seconds>",
      description = "You know that the nodes' clocks agreed within this.")
  private Integer clocks;

  @Option(
      names = "--not-looked-at",
      paramLabel = "<place>",
      converter = RescuePath.class,
      description =
          "A place that is named as not looked at may be left out; all others are compared. It is"
              + " in the report.")
  private List<Path> notLookedAt = new ArrayList<>();

  @Option(
      names = "--override",
      paramLabel = "<directory>:<word>",
      description =
          "What you say of one replica, by its name or its whole path, that its files do not say."
              + " Words: "
              + firedrill.component.longhorn.replica.Overrides.SYNTAX
              + ".")
  private List<String> overrides = new ArrayList<>();

  private static String directory(String said) {
    return said.contains("/") ? Path.of(said).toAbsolutePath().normalize().toString() : said;
  }

  /** The one before the word; a path may have others. */
  private static int colon(String override) {
    Matcher word = WORD.matcher(override);
    return word.matches() ? word.end(1) : override.indexOf(':');
  }

  /**
   * Without what a human spoke of: places that may be left out, and images that volumes stand on.
   *
   * @throws IllegalArgumentException for a place that was looked at
   */
  Found leaveOut(Found found) {
    List<Path> images =
        backing.values().stream().map(image -> image.toAbsolutePath().normalize()).toList();
    List<Unseen> places = found.unseen().stream().filter(u -> !images.contains(u.place())).toList();
    return new Found(found.replicas(), places, found.leftOut()).without(notLookedAt);
  }

  /**
   * @throws IllegalArgumentException for a word that is none
   */
  Testimony read(String directory, List<String> words) throws IOException {
    if (clocks != null && clocks < 0) {
      throw new IllegalArgumentException(
          "--clocks-within is a number of seconds, and " + clocks + " is less than none");
    }
    if (ofTheEnd && saved == null) {
      throw new IllegalArgumentException(
          "--saved-at-the-end speaks of the file that --saved names, and none is named");
    }
    Map<String, List<String>> all = new HashMap<>();
    for (String override : overrides) {
      int colon = colon(override);
      if (colon < 1) {
        throw new IllegalArgumentException(
            "\""
                + override
                + "\" is not <directory>:<word>, for example pvc-x-0a1b2c3d:rebuilding");
      }
      all.computeIfAbsent(directory(override.substring(0, colon)), d -> new ArrayList<>())
          .add(override.substring(colon + 1));
    }
    if (!words.isEmpty()) {
      all.computeIfAbsent(directory, d -> new ArrayList<>()).addAll(words);
    }
    Testimony testimony =
        Testimony.of(
            Optional.ofNullable(saved),
            exactCopies,
            Optional.ofNullable(clocks).map(Duration::ofSeconds),
            backing,
            all);
    return ofTheEnd ? testimony.savedAtTheEnd() : testimony;
  }
}
