<?php
// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ISPConfig 3: shell users are tenants, by a plugin of its server part. Put there once, on every web server:
 *
 *   cd /usr/local/ispconfig/server/plugins-enabled
 *   ln -s /usr/share/hostel/panels/ispconfig.php hostel_plugin.inc.php
 *   ln -s /usr/share/hostel/panels/ispconfig.php z_hostel_plugin.inc.php
 *
 * Take the links away before hostel: ISPConfig stops at a plugin that is not there.
 *
 * Twice, because plugins are called by the order of their names and a class has its file's: a tenant has to leave
 * before shelluser_base_plugin deletes the account, and can come only after it has made one.
 *
 * ISPConfig gives a shell user the uid of the web site. hostel keeps no two accounts of one uid apart and refuses
 * them, so that the shell user is given a uid of its own (20000 + shell_user_id), and the site's folder web/ by ACL
 * (setfacl, of the package acl) and by filesystem.read_write of its policy: each of the two can change what the other
 * makes. The shell user's processes from before go on as the site's. Shell users in a jailkit are left to that.
 *
 * A plan has the name of the client's template in small letters, if there is one; else hostel.ini decides. A client
 * who is locked has shell users that are not active: they are suspended. The panel asks no plugin whether an event
 * succeeded: what fails is an error in its log (System > Monitor).
 *
 * The source that was read is 3.2.12 (server/plugins-available, lib/classes/plugins.inc.php, web_module); it was not
 * seen on a real panel, nor with more than one server, where clients and templates are the master's.
 */

class hostel_glue {

	// No shell takes part but exec()'s own, and it sees quoted words only. The panel's PATH has sbin.
	function run($words, &$said = null) {
		$said = array();
		exec(implode(' ', array_map('escapeshellarg', $words)).' 2>&1', $said, $status);
		return $status;
	}

	// True if it succeeded; else the log has what hostel, or another program, says.
	function must($words) {
		global $app;

		$status = $this->run($words, $said);
		if($status == 0) return true;
		$last = json_decode((string)end($said), true);
		$why = isset($last['message']) ? $last['message'].' ('.$last['name'].')' : implode(' ', $said);
		$app->log('hostel: '.implode(' ', $words)." failed ($status): $why", LOGLEVEL_ERROR);
		return false;
	}

	function tenant() {
		return $this->must(array_merge(array('hostel', 'tenant'), func_get_args(), array('--json')));
	}

	function is_tenant($name) {
		global $app;

		// Also with a mistake in the policy (5). Anything else but 4 is no answer: it is logged, and nothing is done.
		$status = $this->run(array('hostel', 'tenant', 'show', $name, '--json'), $said);
		if(!in_array($status, array(0, 4, 5))) $app->log("hostel: is $name a tenant? ".implode(' ', $said), LOGLEVEL_ERROR);
		return $status == 0 || $status == 5;
	}

	// A name that begins with - would be an option, a number a uid.
	function is_name($name) {
		return is_string($name) && preg_match('/^[a-zA-Z_][a-zA-Z0-9_.-]*$/D', $name) == 1;
	}

	function leave($name) {
		return $this->tenant('remove', $name, '--confirm', $name, '--keep-account', '--shell', '/usr/sbin/nologin');
	}

	// The client's template, by whoever owns the record.
	function plan($groupid) {
		global $app;

		$template = $app->db->queryOneRecord('SELECT t.template_name FROM sys_group g, client c, client_template t'
			.' WHERE g.groupid = ? AND c.client_id = g.client_id AND t.template_id = c.template_master', $groupid);
		$plan = empty($template['template_name']) ? '' : strtolower(strtr($template['template_name'], ' ', '-'));
		return preg_match('/^[a-z0-9_][a-z0-9_.-]*$/D', $plan) && is_file("/etc/hostel/plans/$plan.ini") ? $plan : '';
	}

	function field($name, $number) {
		return $this->run(array('getent', 'passwd', $name), $said) == 0 ? explode(':', $said[0])[$number] : '';
	}

	function site($user) {
		// Of a list of hostel's: nothing that parts or maps its entries.
		return preg_match('#^(/[a-zA-Z0-9_.-]+)+$#D', $user['dir']) && is_dir($user['dir'].'/web') ? $user['dir'].'/web' : '';
	}

	// The shell user's own uid and home.
	function part($user) {
		global $app;

		$name = $user['username'];
		$home = str_replace('/./', '/', $this->field($name, 5));
		if(strpos($home, $user['dir'].'/home/') !== 0 || strpos($home, '..') !== false) {
			$app->log("hostel: $name: the home $home is not below {$user['dir']}/home", LOGLEVEL_ERROR);
			return false;
		}
		if($this->field($name, 2) === $this->field($user['puser'], 2)) {
			// Never anybody else's again: what the last one left in a site would be the next one's.
			$uid = 20000 + $user['shell_user_id'];
			// usermod refuses while the uid has processes, and those are the site's: it is not shown them.
			if(!$this->must(array('unshare', '-pf', '--mount-proc', 'usermod', '-u', $uid, $name))) return false;
		}
		// The panel gives .ssh back to the site with every change, and sshd then takes no key.
		return $this->must(array('chown', '-hR', '--from='.$user['puser'], $name, $home));
	}

	// The site's folder for both. As the site, because root would follow whatever link it puts there meanwhile.
	function share($user) {
		$site = $this->site($user);
		if($site == '') return true;
		$acl = 'u:'.$user['username'].':rwX';
		return $this->must(array('setpriv', '--reuid='.$user['puser'], '--regid='.$user['pgroup'], '--clear-groups',
			'find', $site, '!', '-user', $user['puser'], '-prune',
			'-o', '-type', 'd', '-exec', 'setfacl', '-m', "$acl,d:$acl,d:u:".$user['puser'].':rwX', '{}', '+',
			'-o', '-type', 'f', '-exec', 'setfacl', '-m', $acl, '{}', '+'))
			&& $this->tenant('set', $user['username'], "filesystem.read_write=$site");
	}

	function adopt($user) {
		$name = $user['username'];
		$plan = $this->plan($user['sys_groupid']);
		$words = $plan == '' ? array('adopt', $name) : array('adopt', $name, '--plan', $plan);
		return call_user_func_array(array($this, 'tenant'), $words);
	}
}

// Before the panel's own plugins.
class hostel_plugin extends hostel_glue {

	function onLoad() {
		global $app;

		$app->plugins->registerEvent('shell_user_delete', 'hostel_plugin', 'delete');
	}

	function delete($event_name, $data) {
		$user = $data['old'];
		$name = $user['username'];
		if(!$this->is_name($name) || !$this->is_name($user['puser']) || !$this->is_tenant($name)) return;
		$this->leave($name);
		// What the shell user made in the site is the site's.
		$site = $this->site($user);
		if($site != '') $this->must(array('chown', '-hR', '--from='.$name, $user['puser'], $site));
	}
}

// After them.
class z_hostel_plugin extends hostel_glue {

	function onLoad() {
		global $app;

		$app->plugins->registerEvent('shell_user_insert', 'z_hostel_plugin', 'update');
		$app->plugins->registerEvent('shell_user_update', 'z_hostel_plugin', 'update');
		$app->plugins->registerEvent('client_update', 'z_hostel_plugin', 'client');
	}

	function update($event_name, $data) {
		$user = $data['new'];
		$name = $user['username'];
		$old = isset($data['old']['username']) ? $data['old']['username'] : '';
		// The panel's plugin makes no account of what it refuses, and says why.
		if(!$this->is_name($name) || !$this->is_name($user['puser']) || $this->field($name, 2) === '') return;

		if($old != '' && $old != $name && $this->is_name($old) && is_file("/etc/hostel/tenants/$old.ini")) {
			// The account has its new name already: the policy follows it.
			rename("/etc/hostel/tenants/$old.ini", "/etc/hostel/tenants/$name.ini");
		}
		if($user['chroot'] == 'jailkit') {
			if($this->is_tenant($name)) $this->leave($name);
		} elseif($user['active'] != 'y') {
			if($this->is_tenant($name)) $this->tenant('suspend', $name, '--why', 'The account is suspended.');
		} elseif($this->part($user) && $this->adopt($user)) {
			$this->share($user);
			// Only what the panel suspended: others may have their own reasons.
			if(isset($data['old']['active']) && $data['old']['active'] == 'n') $this->tenant('resume', $name);
		}
	}

	// Another template.
	function client($event_name, $data) {
		global $app, $conf;

		if($data['new']['template_master'] == $data['old']['template_master']) return;
		$users = $app->db->queryAllRecords('SELECT u.* FROM shell_user u, sys_group g WHERE u.sys_groupid = g.groupid'
			.' AND g.client_id = ? AND u.server_id = ?', $data['new']['client_id'], $conf['server_id']);
		foreach((array)$users as $user) {
			if($this->is_name($user['username']) && $this->is_tenant($user['username'])) $this->adopt($user);
		}
	}
}
