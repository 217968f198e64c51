import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** One OpenSearch node on 127.0.0.1. Arguments: its folder (removed at the end), with config/ in it; HTTP port; transport port. */
public final class LoopbackOpenSearch {
  private static final List<String> MODULES = List.of(
      "org.opensearch.transport.Netty4Plugin",
      "org.opensearch.analysis.common.CommonAnalysisPlugin",
      "org.opensearch.painless.PainlessPlugin",
      "org.opensearch.index.mapper.MapperExtrasPlugin",
      "org.opensearch.index.reindex.ReindexPlugin",
      "org.opensearch.ingest.common.IngestCommonPlugin",
      "org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin",
      "org.opensearch.geo.GeoModulePlugin",
      "org.opensearch.script.expression.ExpressionPlugin",
      "org.opensearch.script.mustache.MustachePlugin");

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Parent.watch(directory);
    Settings settings = Settings.builder()
        .put("path.home", directory.toString())
        .put("cluster.name", "loopback")
        .put("node.name", "one")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", arguments[1])
        .put("transport.port", arguments[2])
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        .put("node.processors", 2)
        .build();
    Node node = new OpenSearchRunnerNode(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), directory.resolve("config"), () -> "one"), modules());
    node.start();
    new CountDownLatch(1).await();
  }

  @SuppressWarnings("unchecked")
  private static List<Class<? extends Plugin>> modules() throws ClassNotFoundException {
    List<Class<? extends Plugin>> found = new ArrayList<>();
    for (String name : MODULES) found.add((Class<? extends Plugin>) Class.forName(name));
    return found;
  }
}
