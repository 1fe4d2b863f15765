package firedrill.cli;

import firedrill.ground.Prepared;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.sandbox.tool.Inventory;
import firedrill.sandbox.tool.Inventory.Item;
import firedrill.sandbox.tool.Toolbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firedrill cache}: what is kept between runs, and what of it can go. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what is kept between runs: programs, templates and images made of them, packages.",
      "What this checkout needs is what its catalogue names, and of everything else the one it"
          + " used last."
    })
final class CacheCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  private static final String IMAGE = "image of ";

  @Option(
      names = "--prune",
      description = "Removes what this checkout does not need and no run uses.")
  private boolean prune;

  @Spec private CommandSpec spec;

  private final Toolbox toolbox;

  CacheCommand() {
    this(null);
  }

  CacheCommand(Toolbox toolbox) {
    this.toolbox = toolbox;
  }

  @Override
  public Integer call() {
    Inventory inventory = (toolbox == null ? Toolbox.ofThisCheckout() : toolbox).inventory();
    List<Item> items = new ArrayList<>(inventory.items());
    Map<Item, Predicate<Item>> removers = new HashMap<>();
    items.forEach(item -> removers.put(item, inventory::remove));
    Path checkout = Path.of(System.getProperty("firedrill.basedir", "")).toAbsolutePath();
    for (SandboxProvider sandbox : Sandboxes.all()) {
      for (Prepared image : sandbox.prepared(checkout)) {
        Item item =
            new Item(
                image.name(),
                IMAGE + sandbox.kind(),
                image.name(),
                image.bytes(),
                image.made(),
                image.needed());
        items.add(item);
        removers.put(item, i -> sandbox.remove(checkout, image));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (prune) {
      prune(items, item -> removers.get(item).test(item), out);
    } else {
      list(items, out);
    }
    out.flush();
    return 0;
  }

  private static void list(List<Item> items, PrintWriter out) {
    items.forEach(item -> out.println(line(item, item.needed() ? "needed" : "")));
    List<Item> others = items.stream().filter(item -> !item.needed()).toList();
    out.println(
        size(items)
            + " in "
            + Toolbox.cacheRoot()
            + (items.stream().anyMatch(item -> item.what().startsWith(IMAGE))
                ? " and in the container engine"
                : "")
            + (others.isEmpty()
                ? "; this checkout needs all of it"
                : "; " + size(others) + " of it is not needed here: --prune removes that"));
  }

  private static void prune(List<Item> items, Predicate<Item> remove, PrintWriter out) {
    List<Item> removed = new ArrayList<>();
    for (Item item : items) {
      if (!item.needed()) {
        boolean gone = remove.test(item);
        out.println(line(item, gone ? "removed" : "in use"));
        if (gone) {
          removed.add(item);
        }
      }
    }
    out.println(size(removed) + " removed");
  }

  private static String line(Item item, String state) {
    return String.format(
        Locale.ROOT,
        "%-7s  %10s  %s  %-29s %s",
        state,
        mib(item.bytes()),
        TIME.format(item.lastUse()),
        item.what(),
        item.version());
  }

  private static String size(List<Item> items) {
    return mib(items.stream().mapToLong(Item::bytes).sum());
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }
}
