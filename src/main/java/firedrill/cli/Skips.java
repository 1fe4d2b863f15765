package firedrill.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Tests that did not run here, and why.
 *
 * @param counts how many, by their package and the reason they gave
 */
record Skips(Map<Skip, Integer> counts) {

  /** What a reason begins with when nothing is missing: a kind of machine, or an option. */
  private static final String ONLY = "only ";

  /** How JUnit introduces the reason of an assumption, and that of a condition. */
  private static final Pattern JUNIT = Pattern.compile("^(Assumption failed: |.* ==> )");

  private static final Pattern THROWN = Pattern.compile("^[\\w.$]+(Exception|Error): ");

  /**
   * @param group the tests' package
   * @param missing the reason they gave, its first line; begins with <q>only</q> when they are for
   *     another kind of machine or must be asked for
   */
  record Skip(String group, String missing) implements Comparable<Skip> {
    boolean provided() {
      return missing.startsWith(ONLY);
    }

    @Override
    public int compareTo(Skip other) {
      int byGroup = group.compareTo(other.group);
      return byGroup != 0 ? byGroup : missing.compareTo(other.missing);
    }
  }

  /**
   * Reads surefire's reports, {@code TEST-*.xml}.
   *
   * @param folder nothing is skipped when it is not there
   * @throws IOException when a report cannot be read
   */
  static Skips of(Path folder) throws IOException {
    Map<Skip, Integer> counts = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      List<Path> reports;
      try (Stream<Path> files = Files.list(folder)) {
        reports =
            files
                .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
                .sorted()
                .toList();
      }
      for (Path report : reports) {
        skipped(report).forEach(skip -> counts.merge(skip, 1, Integer::sum));
      }
    }
    return new Skips(counts);
  }

  /** How many would have run had something been there that this machine could have. */
  int total() {
    return sum(skip -> !skip.provided());
  }

  /** One short table each of what is missing and of what was not asked for; else empty. */
  String table() {
    return part("%d test(s) did not run here:%n", skip -> !skip.provided())
        + part(
            "%d test(s) are for another kind of machine, or must be asked for:%n", Skip::provided);
  }

  private int sum(Predicate<Skip> which) {
    return counts.entrySet().stream()
        .filter(e -> which.test(e.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private String part(String title, Predicate<Skip> which) {
    int sum = sum(which);
    if (sum == 0) {
      return "";
    }
    int width = counts.keySet().stream().mapToInt(s -> s.group().length()).max().orElse(0);
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, title, sum));
    counts.forEach(
        (skip, count) -> {
          if (which.test(skip)) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "%5d  %-" + width + "s  %s%n",
                    count,
                    skip.group(),
                    skip.missing()));
          }
        });
    return text.toString();
  }

  /** Of a class whose set-up was given up surefire keeps the exception alone, with its type. */
  private static String said(Element skipped) {
    return skipped.hasAttribute("message")
        ? skipped.getAttribute("message")
        : THROWN.matcher(skipped.getTextContent().strip()).replaceFirst("");
  }

  private static List<Skip> skipped(Path report) throws IOException {
    List<Skip> skips = new ArrayList<>();
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      // What is wrong is in the exception; the default prints it as well.
      builder.setErrorHandler(null);
      NodeList elements = builder.parse(report.toFile()).getElementsByTagName("skipped");
      for (int i = 0; i < elements.getLength(); i++) {
        Element element = (Element) elements.item(i);
        String test = ((Element) element.getParentNode()).getAttribute("classname");
        String said = said(element).lines().findFirst().orElse("");
        String reason = JUNIT.matcher(said).replaceFirst("");
        skips.add(
            new Skip(
                test.substring(0, Math.max(0, test.lastIndexOf('.'))),
                reason.isBlank() ? "no reason given" : reason.strip()));
      }
      return skips;
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(report + " is not a report of tests: " + e.getMessage(), e);
    }
  }
}
