"""What an entity's contact sees and does: own assisters, requests to the desk, work sites."""
