package firedrill.sandbox.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code vm/domain.xml}. */
final class DomainTemplate {

  private static final Pattern HOLE = Pattern.compile("\\$\\{(\\w+)}");
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

  private final String text;

  DomainTemplate(String text) {
    this.text = COMMENT.matcher(text).replaceAll("");
  }

  static DomainTemplate read(Path file) {
    try {
      return new DomainTemplate(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the machine's template " + file, e);
    }
  }

  /**
   * @param elements put in as they are
   * @param values put in with what is special in XML escaped
   * @throws IllegalArgumentException naming a hole that nothing fills
   */
  String fill(Map<String, String> elements, Map<String, String> values) {
    Matcher m = HOLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String name = m.group(1);
      String value =
          elements.containsKey(name) ? elements.get(name) : escaped(name, values.get(name));
      m.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return m.appendTail(out).toString();
  }

  private static String escaped(String name, String value) {
    if (value == null) {
      throw new IllegalArgumentException("nothing fills ${" + name + "} of the machine's template");
    }
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;")
        .replace("\"", "&quot;");
  }
}
