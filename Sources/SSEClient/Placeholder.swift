enum SSEClientPlaceholder {}
