import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Ends this process with the one that started it: its standard input closes, however that one ends. */
final class Parent {
  private Parent() {}

  /** Halts at the end of standard input, after removing {@code directory} (unless it is null). */
  static void watch(Path directory) {
    Thread watcher = new Thread(() -> {
      try {
        while (System.in.read() >= 0) {
        }
      } catch (IOException closed) {
        // As good as the end.
      }
      if (directory != null) remove(directory);
      Runtime.getRuntime().halt(0);
    }, "parent-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void remove(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | RuntimeException busy) {
      // The engine still writes. What stays lies in a temporary folder.
    }
  }
}
