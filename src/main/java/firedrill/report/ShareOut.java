package firedrill.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.resolve.DirectoryCodeResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a page about one drill that a non-engineer can read: self-contained, without scripts, and
 * forbidden by its own policy to load anything. HTML that is also well-formed XML; jte escapes what
 * it is given, and {@link CleanOutput} keeps out what no XML may hold.
 */
final class ShareOut {

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'";

  private final TemplateEngine templates;
  private final String style;

  /**
   * Reads what the pages are made from.
   *
   * @param sources the project's {@code reports/}
   * @param work where compiled templates are put
   */
  ShareOut(Path sources, Path work) {
    Path folder = sources.resolve("templates");
    templates =
        TemplateEngine.create(
            new DirectoryCodeResolver(folder),
            work,
            ContentType.Html,
            ShareOut.class.getClassLoader());
    templates.setTrimControlStructures(true);
    templates.setCompileArgs("-proc:none");
    try {
      style = Files.readString(folder.resolve("shareout.css"));
    } catch (IOException e) {
      throw new UncheckedIOException("the templates of the share-out are missing: " + folder, e);
    }
  }

  String write(Page page) {
    return write("shareout.jte", page);
  }

  /** The page over all drills. */
  String write(Overview page) {
    return write("overview.jte", page);
  }

  private String write(String template, Object page) {
    CleanOutput output = new CleanOutput();
    templates.render(template, Map.of("page", page, "style", style, "policy", POLICY), output);
    return output.toString();
  }
}
