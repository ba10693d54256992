/// The dashboard's files, each under its name; `index.html` is the page itself. SwiftPM embeds every file of `Dashboard/`,
/// and a test compares this list with that folder.
package enum DashboardFiles {
    package static var names: [String] { files.map(\.name) }

    static var documents: [Document] {
        files.map { Document(path: $0.name, bytes: $0.bytes) }
    }

    private static var files: [(name: String, bytes: [UInt8])] {
        [
            ("actions.js", PackageResources.actions_js),
            ("api.js", PackageResources.api_js),
            ("app.css", PackageResources.app_css),
            ("app.js", PackageResources.app_js),
            ("attune-stream.js", PackageResources.attune_stream_js),
            ("bans.js", PackageResources.bans_js),
            ("bars.js", PackageResources.bars_js),
            ("components.js", PackageResources.components_js),
            ("connection.js", PackageResources.connection_js),
            ("context-fields.js", PackageResources.context_fields_js),
            ("context-form.js", PackageResources.context_form_js),
            ("details.js", PackageResources.details_js),
            ("dom.js", PackageResources.dom_js),
            ("empty.js", PackageResources.empty_js),
            ("explanation.js", PackageResources.explanation_js),
            ("finder.js", PackageResources.finder_js),
            ("format.js", PackageResources.format_js),
            ("head.js", PackageResources.head_js),
            ("icon.svg", PackageResources.icon_svg),
            ("index.html", PackageResources.index_html),
            ("json-patch.js", PackageResources.json_patch_js),
            ("keyboard.js", PackageResources.keyboard_js),
            ("legend.js", PackageResources.legend_js),
            ("list.js", PackageResources.list_js),
            ("mode.js", PackageResources.mode_js),
            ("moods.js", PackageResources.moods_js),
            ("notices.js", PackageResources.notices_js),
            ("player.js", PackageResources.player_js),
            ("row.js", PackageResources.row_js),
            ("runner-up.js", PackageResources.runner_up_js),
            ("session.js", PackageResources.session_js),
            ("state.js", PackageResources.state_js),
            ("storage.js", PackageResources.storage_js),
            ("stream-connection.js", PackageResources.stream_connection_js),
            ("stream-sharing.js", PackageResources.stream_sharing_js),
            ("telemetry.js", PackageResources.telemetry_js),
            ("views.js", PackageResources.views_js),
        ]
    }
}
